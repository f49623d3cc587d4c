/** All printers at a glance: who needs a person, who is done next, who waits. */

import type { HomeAssistant } from "./ha";
import { type Face, type Printer, PrinterReader } from "./printer";
import { type PrinterEntities, printersOf } from "./registry";
import { hasWords } from "./search";

export const GROUPS = ["attention", "printing", "idle", "offline"] as const;
export type Group = (typeof GROUPS)[number];

/** Where each face belongs, in the order in which a person should see them. */
const STANDINGS: [Face, Group][] = [
  ["error", "attention"],
  ["paused", "attention"],
  ["finished", "attention"],
  ["lost", "attention"],
  ["working", "printing"],
  ["transferring", "idle"],
  ["idle", "idle"],
  ["connecting", "idle"],
  ["disconnected", "offline"],
  ["silent", "offline"],
  ["away", "offline"],
];
const RANKS = new Map(STANDINGS.map(([face], rank) => [face, rank]));
const GROUP_OF = new Map(STANDINGS);

export interface FarmFilter {
  /** Area ids; none is all. */
  area?: string[];
  /** Label ids, of which a printer has one; none is all. */
  label?: string[];
}

/** What a heater is left on at needs a person, whatever else the printer does. */
export function groupOf({ face, heaterLeftOn }: Printer): Group {
  return heaterLeftOn ? "attention" : GROUP_OF.get(face)!;
}

function rankOf({ face, heaterLeftOn }: Printer): number {
  return heaterLeftOn ? RANKS.get("error")! : RANKS.get(face)!;
}

/** The order: what needs a person first, then who ends next, then by name. */
export function inOrder(printers: Printer[], language: string): Printer[] {
  const names = new Intl.Collator(language, { numeric: true });
  const ends = (printer: Printer) =>
    groupOf(printer) === "printing"
      ? (printer.finish?.getTime() ?? Infinity)
      : Infinity;
  return printers.toSorted(
    (one, other) =>
      rankOf(one) - rankOf(other) ||
      (ends(one) < ends(other) ? -1 : Number(ends(one) > ends(other))) ||
      names.compare(one.name, other.name),
  );
}

export function countsOf(printers: Printer[]): Record<Group, number> {
  const counts = { attention: 0, printing: 0, idle: 0, offline: 0 };
  for (const printer of printers) counts[groupOf(printer)] += 1;
  return counts;
}

/** Whether all words of a search are in a printer's name or file. */
export function matches(printer: Printer, search: string): boolean {
  return hasWords(`${printer.name} ${printer.file ?? ""}`, search);
}

function fits(
  { device }: PrinterEntities,
  { area, label }: FarmFilter,
): boolean {
  return (
    (!area?.length || area.includes(device.area_id ?? "")) &&
    (!label?.length || device.labels.some((each) => label.includes(each)))
  );
}

/** Reads all printers, each again only when something of it changed. */
export class FarmReader {
  private readonly readers = new Map<string, PrinterReader>();
  private printers: Printer[] = [];

  /** The printers; the same array as before if nothing of any of them changed. */
  read(hass: HomeAssistant, filter: FarmFilter): Printer[] {
    const printers: Printer[] = [];
    for (const [id, entities] of printersOf(hass)) {
      if (!fits(entities, filter)) continue;
      let reader = this.readers.get(id);
      if (!reader) this.readers.set(id, (reader = new PrinterReader()));
      printers.push(reader.read(hass, id)!);
    }
    const unchanged =
      printers.length === this.printers.length &&
      printers.every((printer, index) => printer === this.printers[index]);
    return unchanged ? this.printers : (this.printers = printers);
  }
}
