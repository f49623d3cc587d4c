/** Whether all words of a search are in a text, whatever their case. */
export function hasWords(text: string, search: string): boolean {
  const found = text.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => found.includes(word));
}
