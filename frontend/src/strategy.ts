/** `custom:factor`: a whole dashboard, made of the printers that are registered. */

import { define } from "./define";
import type { HomeAssistant } from "./ha";
import { type TextKey, text } from "./localize";
import { offer } from "./offer";
import { type PrinterEntities, printersOf } from "./registry";

type Card = { type: string; [option: string]: unknown };

interface Section {
  type: string;
  column_span?: number;
  cards: Card[];
}

interface View {
  title: string;
  path: string;
  type: string;
  max_columns?: number;
  subview?: boolean;
  cards?: Card[];
  sections?: Section[];
}

/** With more printers, their views are no tabs: the farm leads to them. */
const MAX_TABS = 8;
/** Whose whole cards are below the farm. */
const MAX_CARDS = 4;
const COLUMNS = 3;
/** Longer legends have no room; what a bar's part is, a tap on it says. */
const MAX_LEGEND = 8;
/** Room for names: in fewer rows a day shows only how many there were. */
const CALENDAR_ROWS = 10;
const HISTORY_H = 6;
const GRAPH_DAYS = 90;
/** A name without the printer's, which stands above already. */
const ENTITY_NAME = { type: "entity" };
/** The printer's, where the heading says the rest. */
const DEVICE_NAME = { type: "device" };
const WIDE = { columns: "full" };

/** What a printer's view shows beside its card. */
const TOTALS = [
  "sensor.prints_finished",
  "sensor.prints_cancelled",
  "sensor.prints_failed",
  "sensor.printing_time",
  "sensor.filament_used_weight",
  "sensor.energy_used",
  "sensor.cost_of_prints",
];
/** The graphs of the view of prints: their headings, and the keys that they add up. */
const GRAPHS: [TextKey, string[]][] = [
  ["section_prints", ["sensor.prints_finished"]],
  ["section_wasted", ["sensor.prints_cancelled", "sensor.prints_failed"]],
  ["section_time", ["sensor.printing_time"]],
  ["section_filament", ["sensor.filament_used_weight"]],
  ["section_energy", ["sensor.energy_used"]],
  ["section_cost", ["sensor.cost_of_prints"]],
];

function idsOf(printers: PrinterEntities[], keys: string[]): string[] {
  return printers
    .flatMap((printer) => keys.map((key) => printer.idOf(key)))
    .filter((id) => id !== undefined);
}

/** Cards with a heading, if there are any. */
function part(heading: string, cards: Card[]): Card[] {
  return cards.length ? [{ type: "heading", heading }, ...cards] : [];
}

function section(heading: string, cards: Card[]): Section {
  return { type: "grid", cards: part(heading, cards) };
}

function printerCard(printer: PrinterEntities): Card {
  return { type: "custom:factor-printer-card", device_id: printer.id };
}

/** All printers; a few with their whole cards below, for which there is room. */
function farmView(hass: HomeAssistant, printers: PrinterEntities[]): View {
  const farm = { type: "custom:factor-farm-card", views: true };
  const view = { title: text(hass, "view_farm"), path: "farm" };
  if (printers.length > MAX_CARDS) {
    return { ...view, type: "panel", cards: [farm] };
  }
  return {
    ...view,
    type: "sections",
    max_columns: COLUMNS,
    sections: [
      { type: "grid", column_span: COLUMNS, cards: [farm] },
      ...printers.map((printer) => ({
        type: "grid",
        cards: [printerCard(printer)],
      })),
    ],
  };
}

function printerView(
  hass: HomeAssistant,
  printer: PrinterEntities,
  isTab: boolean,
): View {
  const temperatures = [
    ...printer.hotends.map((number) => `sensor.hotend_${number}_temperature`),
    "sensor.bed_temperature",
    "sensor.chamber_temperature",
  ];
  const graphed = idsOf([printer], temperatures);
  const graph = {
    type: "history-graph",
    hours_to_show: HISTORY_H,
    entities: graphed.map((entity) => ({ entity, name: ENTITY_NAME })),
    grid_options: WIDE,
  };
  const tiles = (keys: string[]) =>
    idsOf([printer], keys).map((entity) => ({
      type: "tile",
      entity,
      name: ENTITY_NAME,
      grid_options: WIDE,
    }));
  const beside = [
    ...part(text(hass, "section_temperatures"), [
      ...(graphed.length ? [graph] : []),
      ...tiles(["binary_sensor.safe_to_power_off"]),
    ]),
    ...part(text(hass, "section_totals"), tiles(TOTALS)),
  ];
  return {
    title: printer.name,
    path: printer.id,
    type: "sections",
    max_columns: COLUMNS,
    subview: !isTab,
    sections: [
      { type: "grid", cards: [printerCard(printer)] },
      ...(beside.length ? [{ type: "grid", cards: beside }] : []),
    ],
  };
}

function printsView(hass: HomeAssistant, printers: PrinterEntities[]): View {
  const calendars = idsOf(printers, ["calendar.prints"]);
  const graphs = GRAPHS.map(([heading, keys]) => {
    const ids = idsOf(printers, keys);
    const name = keys.length === 1 ? DEVICE_NAME : undefined;
    const graph = {
      type: "statistics-graph",
      entities: ids.map((entity) => ({ entity, ...(name && { name }) })),
      period: "week",
      days_to_show: GRAPH_DAYS,
      stat_types: ["change"],
      chart_type: "bar-stack", // its height is that of all printers
      hide_legend: ids.length > MAX_LEGEND,
      grid_options: WIDE,
    };
    return ids.length ? [section(text(hass, heading), [graph])] : [];
  });
  const calendar = {
    type: "calendar",
    entities: calendars,
    grid_options: { ...WIDE, rows: CALENDAR_ROWS },
  };
  return {
    title: text(hass, "view_prints"),
    path: "prints",
    type: "sections",
    max_columns: COLUMNS,
    sections: [
      ...(calendars.length
        ? [
            {
              ...section(text(hass, "section_calendar"), [calendar]),
              column_span: COLUMNS,
            },
          ]
        : []),
      ...graphs.flat(),
    ],
  };
}

/** What the dashboard depends on: it is made anew only when this changes. */
function signature(hass: HomeAssistant): string {
  const printers = [...printersOf(hass).values()];
  return JSON.stringify([
    hass.language,
    printers.map(({ id, name, ids }) => [id, name, ids]),
  ]);
}

@define("ll-strategy-dashboard-factor")
export class FactorDashboard extends HTMLElement {
  static noEditor = true;

  static getCreateSuggestions(hass: HomeAssistant) {
    return { title: text(hass, "strategy_name"), icon: "mdi:printer-3d" };
  }

  static shouldRegenerate(
    _config: object,
    before: HomeAssistant,
    now: HomeAssistant,
  ): boolean {
    const isSame =
      before.entities === now.entities &&
      before.devices === now.devices &&
      before.language === now.language;
    return !isSame && signature(before) !== signature(now);
  }

  static async generate(
    _config: object,
    hass: HomeAssistant,
  ): Promise<{ views: View[] }> {
    const printers = [...printersOf(hass).values()];
    const isTab = printers.length <= MAX_TABS;
    return {
      views: [
        // the farm of one printer is that printer
        ...(printers.length === 1 ? [] : [farmView(hass, printers)]),
        ...printers.map((printer) => printerView(hass, printer, isTab)),
        ...(printers.length ? [printsView(hass, printers)] : []),
      ],
    };
  }
}

window.customStrategies ??= [];
window.customStrategies.push(
  offer("factor", "strategy_name", "strategy_description", {
    strategyType: "dashboard",
  }),
);
