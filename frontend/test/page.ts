/** What a test sees of a page, through shadow roots. */

/** All text below an element, through shadow roots. */
export function seen(node: Node): string {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? "";
  if (node instanceof HTMLElement && node.hidden) return "";
  const root = node instanceof HTMLElement && node.shadowRoot;
  const children = [...(root ? root.childNodes : []), ...node.childNodes];
  const texts = children.filter((each) => each.nodeName !== "STYLE").map(seen);
  return texts.join(" ").replace(/\s+/g, " ").trim();
}

/** All elements that fit, through shadow roots. */
export function all(selector: string, root: ParentNode): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>("*")].flatMap((element) => [
    ...(element.matches(selector) ? [element] : []),
    ...(element.shadowRoot ? all(selector, element.shadowRoot) : []),
  ]);
}

export async function settled(): Promise<void> {
  for (let round = 0; round < 5; round++) await Promise.resolve();
}
