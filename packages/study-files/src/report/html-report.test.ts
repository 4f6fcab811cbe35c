import { expect, it } from 'vitest';
import { renderReport } from './html-report.ts';
import { linePlot } from './svg-plots.ts';
import { wrightMap } from './wright-map.ts';

const plot = linePlot({ title: 'p', xLabel: 'θ', yLabel: 'P', x: [-1, 1], y: [0, 1] }, [
  { label: '0.5', x: [-1, 1], y: [0.2, 0.8] },
]);
const map = wrightMap({
  title: 'Carte',
  personsLabel: 'élèves',
  itemsLabel: 'items',
  theta: [-1, 0, 1],
  groups: [{ label: 'tous', shares: [0.3, 0.4, 0.3] }],
  items: [{ label: '1.5', difficulty: 0.2 }],
});
const page = (lang: 'fr' | 'en') =>
  renderReport(lang, { title: 't', lead: '', sections: [{ title: 's', plots: [plot, map] }] });
const texts = (html: string) =>
  [...html.matchAll(/<text class="tick"[^>]*>([^<]*)</g)].map(([, text]) => text);

it('writes the axes of plots as the reader’s language writes numbers, and leaves names as they are', () => {
  const french = texts(page('fr'));
  expect(french).toContain('−0,5');
  expect(french).toContain('0,4');
  expect(french.filter((text) => /\d\.\d|-\d/.test(text ?? ''))).toEqual([]);
  expect(texts(page('en'))).toContain('0.4');
  // An item may be called 1.5.
  expect(page('fr')).toContain('>1.5<');
});
