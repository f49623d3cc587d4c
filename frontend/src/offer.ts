/** What the dashboard's own dialogs offer of ours, in the user's language. */

import { type TextKey, text } from "./localize";

const DOCUMENTATION =
  "https://github.com/kangbyounggwan/factor-home-assistant/blob/main/docs/dashboard.md";

/** Describe what is offered; the texts are read when they are shown. */
export function offer<More extends object>(
  type: string,
  name: TextKey,
  description: TextKey,
  more: More,
) {
  return {
    type,
    get name() {
      return text(undefined, name);
    },
    get description() {
      return text(undefined, description);
    },
    documentationURL: DOCUMENTATION,
    ...more,
  };
}
