/** The cards' own texts; states, units and errors come translated from Home Assistant. */

import type { HomeAssistant } from "./ha";
import en from "./translations/en.json";
import ko from "./translations/ko.json";

export type TextKey = keyof typeof en;
type Texts = Partial<Record<TextKey, string>>;

const LANGUAGES: Record<string, Texts> = { en, ko };

/** A text in the user's language, or in English where that has none. */
export function text(
  hass: Pick<HomeAssistant, "language"> | undefined,
  key: TextKey,
  values: Record<string, string | number> = {},
): string {
  const language = hass?.language ?? document.documentElement.lang;
  const texts = LANGUAGES[language] ?? LANGUAGES[language.split("-")[0] ?? ""];
  return (texts?.[key] ?? en[key]).replace(
    /\{(\w+)\}/g,
    (_all: string, name: string) => String(values[name] ?? ""),
  );
}
