/** What can be set of a printer's card, and where the card is suggested. */

import type { CardConfig, HomeAssistant } from "./ha";
import { type TextKey, text } from "./localize";
import { printersOf } from "./registry";

export interface PrinterCardConfig extends CardConfig {
  device_id?: string;
  layout?: "full" | "compact" | "line";
  light?: string;
}

interface Field {
  name: string;
}

const PRINTERS = { entity: [{ integration: "factor", domain: "event" }] };
const LIGHTS = { filter: [{ domain: ["light", "switch"] }] };

/** The fields of Home Assistant's own form that edit the card. */
export function printerForm() {
  const options = (["full", "compact", "line"] as const).map((value) => ({
    value,
    label: text(undefined, `layout_${value}`),
  }));
  return {
    schema: [
      { name: "device_id", required: true, selector: { device: PRINTERS } },
      {
        name: "layout",
        selector: { select: { mode: "dropdown", options } },
      },
      { name: "light", selector: { entity: LIGHTS } },
    ],
    computeLabel: ({ name }: Field) =>
      text(undefined, `option_${name}` as TextKey),
    computeHelper: ({ name }: Field) =>
      name === "light" ? text(undefined, "help_light") : undefined,
  };
}

/** The card for the printer that an entity belongs to. */
export function suggestPrinter(hass: HomeAssistant, entityId: string) {
  const device_id = hass.entities[entityId]?.device_id;
  if (!device_id || !printersOf(hass).has(device_id)) return null;
  return {
    config: { type: "custom:factor-printer-card", device_id, layout: "full" },
  };
}
