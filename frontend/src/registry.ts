/** Which entities a printer has: Home Assistant's registries, read once a change. */

import type { DeviceEntry, EntityEntry, HomeAssistant } from "./ha";

/** A printer's device and its entities by `domain.translation_key`. */
export class PrinterEntities {
  /** Its entities of this integration, and those that a user has put on its device. */
  readonly ids: string[] = [];
  /** The numbers of its hotends, the first of which is 1. */
  readonly hotends: number[] = [];
  private readonly byKey = new Map<string, string>();

  constructor(
    readonly device: DeviceEntry,
    entries: EntityEntry[],
  ) {
    for (const entry of entries) {
      this.ids.push(entry.entity_id);
      const key = keyOf(entry);
      if (!this.byKey.has(key)) this.byKey.set(key, entry.entity_id);
      const hotend = key.match(/^sensor\.hotend_(\d+)_temperature$/);
      if (hotend) this.hotends.push(Number(hotend[1]));
    }
    this.hotends.sort((one, other) => one - other);
  }

  get id(): string {
    return this.device.id;
  }

  get name(): string {
    return this.device.name_by_user ?? this.device.name ?? "";
  }

  get isPrinter(): boolean {
    return this.byKey.has("event.print") || this.byKey.has("sensor.state");
  }

  /** The id of the entity with a key, such as `sensor.hotend_1_temperature`. */
  idOf(key: string): string | undefined {
    return this.byKey.get(key);
  }
}

/**
 * The key of an entity; that of another integration's is just its domain.
 *
 * All hotends but the first have the same translation key, with their number only in
 * the name that the registry has from us, or else in the id that was made from it.
 */
export function keyOf(entry: EntityEntry): string {
  const [domain] = entry.entity_id.split(".");
  if (entry.platform !== "factor") return `${domain}`;
  const [number] =
    entry.name?.match(/\d+/) ?? entry.entity_id.match(/\d+(?!.*\d)/) ?? [];
  const name = (entry.translation_key ?? "")
    .replace(/^hotend_n_/, `hotend_${number}_`)
    .replace(/^hotend_(?=[a-z])/, "hotend_1_");
  return `${domain}.${name}`;
}

type Printers = ReadonlyMap<string, PrinterEntities>;
const read = new WeakMap<object, WeakMap<object, Printers>>();

/** All FACTOR printers by device id, by name. */
export function printersOf(hass: HomeAssistant): Printers {
  let byDevices = read.get(hass.entities);
  if (!byDevices) read.set(hass.entities, (byDevices = new WeakMap()));
  let printers = byDevices.get(hass.devices);
  if (!printers) byDevices.set(hass.devices, (printers = readPrinters(hass)));
  return printers;
}

function readPrinters(hass: HomeAssistant): Printers {
  const entries = new Map<string, EntityEntry[]>();
  const factor = new Set<string>();
  for (const entry of Object.values(hass.entities)) {
    if (!entry.device_id) continue;
    if (entry.platform === "factor") factor.add(entry.device_id);
    const known = entries.get(entry.device_id);
    if (known) known.push(entry);
    else entries.set(entry.device_id, [entry]);
  }
  const printers: PrinterEntities[] = [];
  for (const id of factor) {
    const device = hass.devices[id];
    if (!device) continue;
    const printer = new PrinterEntities(device, entries.get(id) ?? []);
    if (printer.isPrinter) printers.push(printer);
  }
  const names = new Intl.Collator(hass.language, { numeric: true });
  printers.sort((one, other) => names.compare(one.name, other.name));
  return new Map(printers.map((printer) => [printer.id, printer]));
}
