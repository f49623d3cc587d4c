/** Define an element; after an update, a page that is still open has the old one. */
export function define(tag: string) {
  return (element: CustomElementConstructor): void => {
    if (!customElements.get(tag)) customElements.define(tag, element);
  };
}
