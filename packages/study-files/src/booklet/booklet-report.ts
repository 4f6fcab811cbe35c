/** The ordered item booklet on paper: what a panel gets before it judges. */
import type { Lang } from '@cloison/command/refusal';
import type { Item } from '@cloison/qti';
import type { Report, Section } from '../report/html-report.ts';
import type { BookletPage } from '../standards/propose.ts';
import { expectedResponse, itemSheet } from './item-sheet.ts';

/** What a booklet shows of the items: every item of its pages is there. */
export interface BookletContent {
  /** By identifier. */
  readonly items: ReadonlyMap<string, Item>;
  /** A picture as a `data:` URL; null when it is not there, or is no picture. */
  picture(path: string): string | null;
}

/** Order and items, room for two marks, nothing that says where a threshold might be. `name`: what was calibrated. */
export function bookletReport(
  lang: Lang,
  name: string,
  booklet: readonly BookletPage[],
  content: BookletContent | null,
): Report {
  const fr = lang === 'fr';
  return {
    title: fr ? 'Livret ordonné des items' : 'Ordered item booklet',
    lead: `${name} — ${fr ? 'du plus facile au plus difficile, à deux chances sur trois de réussite' : 'easiest first, at two chances in three of success'}`,
    sections: [
      {
        title: fr ? 'Pour chaque juge' : 'For each judge',
        text: [
          fr
            ? 'Placez chaque signet à la première page qu’un élève juste au seuil ne réussirait pas deux fois sur trois. Le second signet vient après le premier.'
            : 'Put each bookmark at the first page that a pupil just at the threshold would not get right two times in three. The second bookmark comes after the first.',
        ],
        tables: [
          {
            caption: fr ? 'Les pages' : 'The pages',
            head: fr
              ? ['page', 'item', 'score atteint', 'seuil 1', 'seuil 2', 'notes']
              : ['page', 'item', 'score reached', 'threshold 1', 'threshold 2', 'notes'],
            rows: booklet.map(({ page, id, points }) => [
              String(page),
              id,
              points,
              '☐',
              '☐',
              '\u00a0'.repeat(60),
            ]),
          },
        ],
      },
      ...(content === null ? [] : [itemPages(lang, booklet, content)]),
    ],
  };
}

/** Each page of the booklet with the item as pupils saw it, and the response that gives the score. */
function itemPages(lang: Lang, booklet: readonly BookletPage[], { items, picture }: BookletContent): Section {
  const fr = lang === 'fr';
  return {
    title: fr ? 'Les items' : 'The items',
    text: [
      fr
        ? 'Les items tels que les élèves les ont vus, du plus facile au plus difficile.'
        : 'The items as pupils saw them, easiest first.',
    ],
    sheets: booklet.map(({ page, id, points }) => {
      const item = items.get(id)!;
      const expected = expectedResponse(item, lang);
      const score = `${fr ? 'score atteint' : 'score reached'} ${new Intl.NumberFormat(lang).format(points)}`;
      return {
        heading: `${page}. ${id} — ${item.title} (${score})`,
        html: itemSheet(item, picture),
        note: expected === null ? null : `${fr ? 'Réponse attendue :' : 'Expected response:'} ${expected}`,
      };
    }),
  };
}
