/** What can be set of the farm's card, and where the card is suggested. */

import type { HomeAssistant } from "./ha";
import { type TextKey, text } from "./localize";

/** The fields of Home Assistant's own form that edit the card. */
export function farmForm() {
  return {
    schema: [
      { name: "title", selector: { text: {} } },
      { name: "area", selector: { area: { multiple: true } } },
      { name: "label", selector: { label: { multiple: true } } },
    ],
    computeLabel: ({ name }: { name: string }) =>
      text(undefined, `option_${name}` as TextKey),
  };
}

/** The card for the sensors that tell of all printers of a broker. */
export function suggestFarm(hass: HomeAssistant, entityId: string) {
  const { platform, translation_key: key } = hass.entities[entityId] ?? {};
  const isFleet = /^(printers_|next_)/.test(key ?? "");
  if (platform !== "factor" || !isFleet) return null;
  return { config: { type: "custom:factor-farm-card" } };
}
