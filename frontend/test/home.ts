/** A Home Assistant with FACTOR printers, in the shape that its frontend has it. */

import type { HassEntity } from "home-assistant-js-websocket";
import type { EntityEntry, HomeAssistant } from "../src/ha";

export const DEVICE = "device-1";

/** The states that one printer has by default, by key. */
export const PRINTING: Record<string, string> = {
  "event.print": "2026-11-26T10:00:00.000+00:00",
  "binary_sensor.online": "on",
  "binary_sensor.heater_left_on": "off",
  "sensor.state": "printing",
  "sensor.progress": "40",
  "sensor.file": "gear.gcode",
  "sensor.height": "29.00",
  "sensor.finish_time": "2026-11-26T14:32:00+00:00",
  "sensor.last_print_outcome": "unknown",
  "sensor.hotend_temperature": "199.9",
  "sensor.bed_temperature": "59.9",
  "number.hotend_target": "200",
  "number.bed_target": "60",
  "button.pause": "unknown",
  "button.resume": "unavailable",
  "button.cancel": "unknown",
  "button.home": "unavailable",
  "fan.fan": "unknown",
};

export interface Entity {
  key: string;
  id?: string;
  name?: string;
  platform?: string;
  device?: string;
  state?: string;
  attributes?: Record<string, unknown>;
}

/** Make a Home Assistant with one printer in some states, and more entities. */
export function home(
  states: Record<string, string | undefined> = {},
  more: Entity[] = [],
): HomeAssistant {
  const hass = {
    auth: { expired: false, accessToken: "token" },
    config: { time_zone: "Asia/Seoul", currency: "EUR" },
    language: "en",
    locale: {
      language: "en",
      number_format: "language",
      time_format: "24",
      time_zone: "server",
    },
    states: {},
    entities: {},
    devices: {
      [DEVICE]: {
        id: DEVICE,
        name: "Prusa left",
        name_by_user: null,
        area_id: null,
        labels: [],
      },
    },
    hassUrl: (path: string) => `http://home${path}`,
    callService: async () => ({}),
    formatEntityState: (state: HassEntity) => `<${state.state}>`,
  } as unknown as HomeAssistant;
  for (const [key, state] of Object.entries({ ...PRINTING, ...states })) {
    if (state !== undefined) add(hass, { key, state });
  }
  for (const entity of more) add(hass, entity);
  return hass;
}

function add(hass: HomeAssistant, entity: Entity): void {
  const { key, platform = "factor", device = DEVICE, attributes = {} } = entity;
  const [domain, name] = key.split(".") as [string, string];
  const entity_id = entity.id ?? `${domain}.prusa_left_${name}`;
  const entry: EntityEntry = {
    entity_id,
    device_id: device,
    platform,
    translation_key: name,
    labels: [],
    name: entity.name ?? null,
  };
  hass.entities[entity_id] = entry;
  if (entity.state !== undefined) {
    hass.states[entity_id] = stateOf(entity_id, entity.state, attributes);
  }
}

function stateOf(
  entity_id: string,
  state: string,
  attributes: Record<string, unknown>,
): HassEntity {
  const at = "2026-11-26T12:00:00.000+00:00";
  return {
    entity_id,
    state,
    attributes,
    last_changed: at,
    last_updated: at,
  } as unknown as HassEntity;
}

/** The same home a moment later: new objects where something changed, as there. */
export function later(
  hass: HomeAssistant,
  changes: Record<string, string>,
): HomeAssistant {
  const states = { ...hass.states };
  for (const [key, state] of Object.entries(changes)) {
    const [domain, name] = key.split(".");
    const id = `${domain}.prusa_left_${name}`;
    states[id] = { ...states[id]!, state };
  }
  return { ...hass, states };
}

/** Make a Home Assistant with some printers: their states by their names. */
export function farm(
  printers: Record<string, Record<string, string>>,
): HomeAssistant {
  const hass = home();
  const { [DEVICE]: template } = hass.devices;
  hass.states = {};
  hass.entities = {};
  hass.devices = {};
  for (const [name, states] of Object.entries(printers)) {
    hass.devices[name] = { ...template!, id: name, name };
    const all = { ...PRINTING, "sensor.prints_finished": "3", ...states };
    for (const [key, state] of Object.entries(all)) {
      const id = key.replace(".", `.${name}_`);
      add(hass, { key, id, device: name, state });
    }
  }
  return hass;
}

/** The same farm with other states of one printer. */
export function withStates(
  hass: HomeAssistant,
  name: string,
  changes: Record<string, string>,
): HomeAssistant {
  const states = { ...hass.states };
  for (const [key, state] of Object.entries(changes)) {
    const id = key.replace(".", `.${name}_`);
    states[id] = { ...states[id]!, state };
  }
  return { ...hass, states };
}
