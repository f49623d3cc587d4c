/**
 * The module that each page of Home Assistant loads, beside Home Assistant itself.
 *
 * Home Assistant puts a registry of its own in the place of the browser's, and another
 * `HTMLElement`. What was defined before is on no list of it: the card picker would not
 * find the cards. So they begin when it has begun.
 */

await customElements.whenDefined("home-assistant");
await import("./cards");

export {};
