import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { interactionElements } from '../read/interactions/interactions.ts';
import { leafElements, operatorElements } from '../read/processing/expressions.ts';
import { elementSupport } from './element-support.ts';
import { supportDocument } from './support-document.ts';

/** Every element of QTI that a reader names. */
function elementsOfReaders(): string[] {
  const folder = resolve(import.meta.dirname, '../read');
  const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter(
    (entry) => entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'),
  );
  const names = files.flatMap((entry) => {
    const source = readFileSync(join(entry.parentPath, entry.name), 'utf8');
    return [...source.matchAll(/['`](qti-[a-z]+(?:-[a-z]+)*)['`]/g)].map((found) => found[1] ?? '');
  });
  return [...new Set(names)].toSorted();
}

/** Classes of the shared vocabulary that are made here: no elements. */
const classes = ['qti-shared-stimulus'];

describe('the table of support', () => {
  it('has every element that a reader knows, with whether it is delivered, and no other', () => {
    const known = [
      ...Object.values(elementSupport).flatMap((entries) => Object.keys(entries)),
      ...Object.values(interactionElements),
      ...leafElements,
      ...operatorElements,
    ];
    expect(known.toSorted()).toEqual([...new Set(known)].toSorted());
    expect(elementsOfReaders().filter((name) => !classes.includes(name))).toEqual(known.toSorted());
  });

  it('is docs/qti.md', async () => {
    await expect(supportDocument()).toMatchFileSnapshot('../../../../docs/qti.md');
  });
});
