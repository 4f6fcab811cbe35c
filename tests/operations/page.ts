/**
 * The steps of a page for operators, in its order. A line that begins with `File ` and a path in backquotes makes the next
 * code block that file; any other block of `sh` is commands; blocks of another language without such a line are to be read.
 */
export type Step =
  | (Place & { readonly kind: 'file'; readonly path: string; readonly text: string })
  | (Place & { readonly kind: 'commands'; readonly text: string });

export interface Place {
  /** Words of the `##` heading above it. */
  readonly section: string;
  /** Words of the `###` heading above it in that section, '' where there is none. */
  readonly part: string;
}

export function stepsOf(markdown: string): readonly Step[] {
  const steps: Step[] = [];
  let [section, part] = ['', ''];
  let path: string | null = null;
  let block: { readonly language: string; readonly lines: string[] } | null = null;
  for (const line of markdown.split('\n')) {
    const fence = /^```(\w*)$/.exec(line);
    if (block === null) {
      const heading = /^(##|###) (.+)$/.exec(line);
      if (heading?.[1] === '##') [section, part] = [heading[2]!, ''];
      else if (heading !== null) part = heading[2]!;
      path = /^File `([^`]+)`/.exec(line)?.[1] ?? path;
      if (fence !== null) block = { language: fence[1]!, lines: [] };
    } else if (fence === null) {
      block.lines.push(line);
    } else {
      const text = `${block.lines.join('\n')}\n`;
      if (path !== null) steps.push({ kind: 'file', section, part, path, text });
      else if (block.language === 'sh') steps.push({ kind: 'commands', section, part, text });
      path = null;
      block = null;
    }
  }
  return steps;
}
