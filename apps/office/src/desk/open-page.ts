/** Opens what the office has put out for one reading, in a window of its own. */
export function openPage({ path }: { readonly path: string }): void {
  // Without an opener: what is shown knows nothing of this page.
  window.open(path, '_blank', 'noopener,noreferrer');
}
