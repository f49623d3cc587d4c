/** What a printer is and does: Home Assistant's states, read once a change. */

import type { HassEntity } from "home-assistant-js-websocket";
import type { HomeAssistant } from "./ha";
import { PrinterEntities, printersOf } from "./registry";

/**
 * What a person has to see first of a printer.
 *
 * `away`: this integration is not running, or has no connection to the broker.
 * `lost`: it fell silent during a print; `silent`: at any other time.
 * `disconnected`: OctoPrint is there, its printer is not.
 * `finished`: the print is over, and nothing else was begun since.
 */
export type Face =
  | "away"
  | "lost"
  | "silent"
  | "disconnected"
  | "connecting"
  | "error"
  | "paused"
  | "working"
  | "transferring"
  | "finished"
  | "idle";

const FACES: Record<string, Face> = {
  offline: "disconnected",
  offline_after_error: "error",
  connecting: "connecting",
  error: "error",
  paused: "paused",
  starting: "working",
  printing: "working",
  pausing: "working",
  resuming: "working",
  finishing: "working",
  cancelling: "working",
  transferring: "transferring",
  idle: "idle",
};

export interface Heater {
  kind: "hotend" | "bed" | "chamber";
  /** From 1; 0 if there is only one of the kind. */
  number: number;
  temperature: HassEntity;
  /** °C or °F, as the user has it. */
  value: number;
  target: number | undefined;
  /** The entity that a tap leads to. */
  entityId: string;
  /** Whether its target can be set now. */
  canSet: boolean;
  targetId: string | undefined;
}

export interface Printer {
  entities: PrinterEntities;
  id: string;
  name: string;
  face: Face;
  state: HassEntity | undefined;
  /** Whether a print is running, paused, or was when the printer fell silent. */
  hasJob: boolean;
  file: string | undefined;
  /** Percent, 0 to 100. */
  progress: number | undefined;
  finish: Date | undefined;
  /** Whether it takes files, and prints them: an older edge does neither. */
  takesFiles: boolean;
  /** Upload from Home Assistant to the printer, percent. */
  upload: number | undefined;
  heaters: Heater[];
  heaterLeftOn: boolean;
}

const NO_VALUE = ["unavailable", "unknown"];

/** The state of one of a printer's entities, by key. */
export function stateOf(
  hass: HomeAssistant,
  entities: PrinterEntities,
  key: string,
): HassEntity | undefined {
  const id = entities.idOf(key);
  return id === undefined ? undefined : hass.states[id];
}

/** The same if it has a value. */
export function known(
  hass: HomeAssistant,
  entities: PrinterEntities,
  key: string,
): HassEntity | undefined {
  const state = stateOf(hass, entities, key);
  return state && !NO_VALUE.includes(state.state) ? state : undefined;
}

/** The same if the entity can be used now: pressed, set, turned on. */
export function usable(
  hass: HomeAssistant,
  entities: PrinterEntities,
  key: string,
): HassEntity | undefined {
  const state = stateOf(hass, entities, key);
  return state?.state === "unavailable" ? undefined : state;
}

function numberOf(state: HassEntity | undefined): number | undefined {
  const value = Number(state?.state);
  return state && Number.isFinite(value) ? value : undefined;
}

/** A moment that a state tells; undefined if it is none. */
export function dateOf(state: HassEntity | undefined): Date | undefined {
  const date = new Date(state?.state ?? "");
  return Number.isNaN(date.getTime()) ? undefined : date;
}

export function readPrinter(
  hass: HomeAssistant,
  entities: PrinterEntities,
): Printer {
  const value = (key: string) => known(hass, entities, key);
  const progress = numberOf(value("sensor.progress"));
  const face = faceOf(hass, entities, progress);
  const hasJob = ["working", "paused", "lost"].includes(face);
  return {
    entities,
    id: entities.id,
    name: entities.name,
    face,
    state: stateOf(hass, entities, "sensor.state"),
    hasJob,
    file:
      value("sensor.file")?.state ??
      (face === "lost"
        ? (value("calendar.prints")?.attributes.message as string | undefined)
        : undefined),
    progress,
    finish: hasJob ? dateOf(value("sensor.finish_time")) : undefined,
    takesFiles:
      stateOf(hass, entities, "sensor.upload")?.state !== "unavailable",
    upload: numberOf(value("sensor.upload")),
    heaters: readHeaters(hass, entities),
    heaterLeftOn: value("binary_sensor.heater_left_on")?.state === "on",
  };
}

function faceOf(
  hass: HomeAssistant,
  entities: PrinterEntities,
  progress: number | undefined,
): Face {
  const online = stateOf(hass, entities, "binary_sensor.online")?.state;
  if (online === "off") return keepsJob(hass, entities) ? "lost" : "silent";
  const state = known(hass, entities, "sensor.state")?.state;
  if (state === undefined) return online === "on" ? "connecting" : "away";
  const face = FACES[state] ?? "idle";
  const outcome = known(hass, entities, "sensor.last_print_outcome")?.state;
  const lies = face === "idle" && progress === 100 && outcome === "finished";
  return lies ? "finished" : face;
}

/** Whether a silent printer had a job when it was heard last. */
function keepsJob(hass: HomeAssistant, entities: PrinterEntities): boolean {
  // The file is told through silence, but not by a Home Assistant that was restarted.
  const last = known(hass, entities, "event.print")?.attributes.event_type;
  return (
    last === "connection_lost" ||
    known(hass, entities, "sensor.file") !== undefined
  );
}

/** Its heaters as far as it tells their temperatures now. */
function readHeaters(hass: HomeAssistant, entities: PrinterEntities): Heater[] {
  const several = entities.hotends.length > 1;
  return [
    ...entities.hotends.map((number) =>
      readHeater(
        hass,
        entities,
        "hotend",
        several ? number : 0,
        `hotend_${number}`,
      ),
    ),
    readHeater(hass, entities, "bed", 0, "bed"),
    readHeater(hass, entities, "chamber", 0, "chamber"),
  ].filter((heater) => heater !== undefined);
}

function readHeater(
  hass: HomeAssistant,
  entities: PrinterEntities,
  kind: Heater["kind"],
  number: number,
  name: string,
): Heater | undefined {
  const temperature = known(hass, entities, `sensor.${name}_temperature`);
  const value = numberOf(temperature);
  if (!temperature || value === undefined) return undefined;
  const target = stateOf(hass, entities, `number.${name}_target`);
  const settable = usable(hass, entities, `number.${name}_target`);
  const told = target ?? stateOf(hass, entities, `sensor.${name}_target`);
  return {
    kind,
    number,
    temperature,
    value,
    target: numberOf(told),
    entityId: (settable ?? temperature).entity_id,
    canSet: settable !== undefined,
    targetId: target?.entity_id,
  };
}

/** Reads a printer again only when one of its entities or the language changed. */
export class PrinterReader {
  private printer: Printer | undefined;
  private states: (HassEntity | undefined)[] = [];
  private locale: unknown;

  /**
   * The printer, the same object as before if nothing changed; undefined if gone.
   *
   * `also` is an entity that is shown with it, but is not on its device.
   */
  read(
    hass: HomeAssistant,
    deviceId: string,
    also?: string,
  ): Printer | undefined {
    const entities = printersOf(hass).get(deviceId);
    if (!entities) return (this.printer = undefined);
    const ids = also ? [...entities.ids, also] : entities.ids;
    const unchanged =
      this.printer?.entities === entities &&
      this.locale === hass.locale &&
      this.states.length === ids.length &&
      ids.every((id, index) => this.states[index] === hass.states[id]);
    if (unchanged) return this.printer;
    this.states = ids.map((id) => hass.states[id]);
    this.locale = hass.locale;
    return (this.printer = readPrinter(hass, entities));
  }
}
