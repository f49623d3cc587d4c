/** Where the cards are described. */
export const DOCUMENTATION =
  "https://github.com/kangbyounggwan/factor-home-assistant/blob/main/docs/dashboard.md";
