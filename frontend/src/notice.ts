/** What a person should know of a printer beyond its state, in a sentence. */

import { formatRelative } from "./format";
import type { HomeAssistant } from "./ha";
import { type TextKey, text } from "./localize";
import { type Face, type Printer, dateOf, stateOf } from "./printer";

/** A face's sentence, and the entity that tells since when it is so. */
const NOTICES: Partial<Record<Face, [TextKey, string?]>> = {
  away: ["notice_away"],
  lost: ["notice_lost", "binary_sensor.online"],
  silent: ["notice_silent", "binary_sensor.online"],
  disconnected: ["notice_disconnected"],
  connecting: ["notice_connecting"],
  error: ["notice_error"],
  paused: ["notice_paused", "sensor.state"],
  finished: ["notice_finished", "sensor.last_print_ended"],
};

export interface Notice {
  kind: "info" | "success" | "warning" | "error";
  text: string;
}

const KINDS: Partial<Record<Face, Notice["kind"]>> = {
  lost: "warning",
  error: "error",
  paused: "warning",
  finished: "success",
};

export function noticeOf(
  hass: HomeAssistant,
  printer: Printer,
): Notice | undefined {
  const { face } = printer;
  const [key, entity] = NOTICES[face] ?? [];
  if (key) {
    const state = entity && stateOf(hass, printer.entities, entity);
    const since = state && (dateOf(state) ?? new Date(state.last_changed));
    return {
      kind: KINDS[face] ?? "info",
      text: text(hass, key, {
        since: since ? formatRelative(since, hass) : "",
      }),
    };
  }
  if (printer.heaterLeftOn) {
    return { kind: "error", text: text(hass, "notice_heater_left_on") };
  }
  return undefined;
}

/** A face in a word: the printer's own state where that says it. */
export function stateText(hass: HomeAssistant, printer: Printer): string {
  const key = `face_${printer.face}`;
  const ours: Partial<Record<Face, TextKey>> = {
    away: "face_away",
    lost: "face_lost",
    silent: "face_silent",
    disconnected: "face_disconnected",
    finished: "face_finished",
  };
  const own = ours[printer.face];
  if (own || !printer.state) return text(hass, own ?? (key as TextKey));
  return printer.face === "connecting" && printer.state.state !== "connecting"
    ? text(hass, "face_connecting")
    : hass.formatEntityState(printer.state);
}
