/** What a person should know of a printer beyond its state, in a sentence. */

import { html, nothing } from "lit";
import { formatClock } from "./format";
import type { HomeAssistant } from "./ha";
import { type TextKey, text } from "./localize";
import { type Face, type Printer, dateOf, stateOf } from "./printer";

/**
 * A face's sentence, and the entity that tells since when it is so. The event, if it is the
 * last one, tells it better: it has not changed when Home Assistant started.
 */
const NOTICES: Partial<Record<Face, [TextKey, string?, string?]>> = {
  away: ["notice_away"],
  lost: ["notice_lost", "binary_sensor.online", "connection_lost"],
  silent: ["notice_silent", "binary_sensor.online"],
  disconnected: ["notice_disconnected"],
  connecting: ["notice_connecting"],
  error: ["notice_error"],
  paused: ["notice_paused", "sensor.state", "paused"],
  finished: ["notice_finished", "sensor.last_print_ended"],
};

interface Notice {
  kind: "info" | "success" | "warning" | "error";
  text: string;
}

/** The kinds of `ha-alert`; what is not here is just information. */
const KINDS: Partial<Record<Face, Notice["kind"]>> = {
  lost: "warning",
  error: "error",
  paused: "warning",
  finished: "success",
};

function noticeOf(hass: HomeAssistant, printer: Printer): Notice | undefined {
  const { face, entities, heaterLeftOn } = printer;
  if (heaterLeftOn) {
    return { kind: "error", text: text(hass, "notice_heater_left_on") };
  }
  const [key, entity, eventType] = NOTICES[face] ?? [];
  if (!key) return undefined;
  const event = stateOf(hass, entities, "event.print");
  const isLast = eventType && event?.attributes.event_type === eventType;
  const state = isLast ? event : entity && stateOf(hass, entities, entity);
  const since = state && (dateOf(state) ?? new Date(state.last_changed));
  return {
    kind: KINDS[face] ?? "info",
    text: text(hass, key, { since: since ? formatClock(since, hass) : "" }),
  };
}

/** The sentence; in little room only if something may be wrong. */
export function renderNotice(
  hass: HomeAssistant,
  printer: Printer,
  isSmall: boolean,
) {
  const notice = noticeOf(hass, printer);
  if (!notice || (isSmall && !["error", "warning"].includes(notice.kind))) {
    return nothing;
  }
  return html`<ha-alert
    role=${notice.kind === "error" ? "alert" : "status"}
    alert-type=${notice.kind}
    >${notice.text}</ha-alert
  >`;
}

/** Faces that the printer's own state does not say, or not well. */
const FACE_TEXTS: Partial<Record<Face, TextKey>> = {
  away: "face_away",
  lost: "face_lost",
  silent: "face_silent",
  disconnected: "face_disconnected",
  connecting: "face_connecting",
  finished: "face_finished",
};

/** A face in a word. */
export function stateText(hass: HomeAssistant, printer: Printer): string {
  const key = FACE_TEXTS[printer.face];
  if (key) return text(hass, key);
  return printer.state ? hass.formatEntityState(printer.state) : "";
}
