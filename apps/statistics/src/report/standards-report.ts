/** Page of `cloison measurement standards`: what a panel's table came to. */

import { basename } from 'node:path';
import type { Cell, Lang } from '@cloison/command';
import { fill } from '@cloison/command/refusal';
import { type Classification, expectedSum, type SumClassification, toScale } from '@cloison/measurement';
import type { BookletPage } from '@cloison/study-files';
import {
  dotPlot,
  linePlot,
  type Report,
  type Section,
  type StandardBasis,
  type StandardProposal,
  words,
} from '@cloison/study-files';

/** What the population, or pupils' scores, say of the thresholds. */
export type Sureness =
  | ({ readonly from: 'population' } & SumClassification)
  | ({ readonly from: 'scores'; readonly persons: number } & Omit<Classification, 'groupOf'>);

export function standardsReport(
  lang: Lang,
  path: string,
  basis: StandardBasis,
  booklet: readonly BookletPage[],
  proposal: StandardProposal,
  sureness: Sureness,
): Report {
  const fr = lang === 'fr';
  const method = proposal.method === 'bookmark' ? (fr ? 'signets' : 'bookmark') : 'Angoff';
  return {
    title: fr ? 'Seuils d’une commission' : 'Thresholds of a panel',
    lead: `${basename(path)} — ${method}, ${fill(words.judges[lang], { judges: proposal.judges }, lang)}, ${basis.items.length} items`,
    sections: [
      cutsSection(fr, basis, proposal),
      groupsSection(fr, proposal, sureness),
      bookletSection(fr, basis, booklet, proposal),
    ],
  };
}

function cutsSection(
  fr: boolean,
  { items, scale, maxScore }: StandardBasis,
  proposal: StandardProposal,
): Section {
  const [low, high] = [Math.min(-4, proposal.cuts[0].theta - 1), Math.max(4, proposal.cuts[1].theta + 1)];
  const x = Array.from({ length: 81 }, (_, k) => low + ((high - low) * k) / 80);
  const parameters = items.map((item) => item.parameters);
  return {
    title: fr ? 'Les seuils' : 'The thresholds',
    text: [
      fr
        ? 'Le seuil est la médiane des juges ; son erreur type est celle d’une médiane (tous les tirages de juges avec remise). Les points sont la plus petite somme qui atteint la somme attendue au seuil.'
        : 'A threshold is the median of the judges; its standard error is that of a median (all samples of judges with replacement). Points are the least sum that reaches the sum expected at the threshold.',
    ],
    tables: [
      {
        caption: fr ? 'Médiane de la commission' : 'Median of the panel',
        head: [
          fr ? 'seuil' : 'threshold',
          'θ',
          fr ? 'erreur' : 'error',
          ...(scale === null ? [] : [fr ? 'échelle' : 'scale', fr ? 'erreur' : 'error']),
          fr ? 'somme attendue' : 'expected sum',
          'points',
        ],
        rows: proposal.cuts.map((cut, k): Cell[] => [
          String(k + 1),
          cut.theta,
          cut.standardError,
          ...(scale === null ? [] : [cut.scale, cut.scaleError]),
          cut.expected,
          cut.points,
        ]),
      },
    ],
    plots: [
      linePlot(
        {
          title: fr ? 'Somme attendue, et les seuils' : 'Expected sum, and the thresholds',
          xLabel: 'θ',
          yLabel: 'points',
          x: [low, high],
          y: [0, maxScore],
          width: 420,
        },
        [{ label: fr ? 'somme' : 'sum', x, y: x.map((theta) => expectedSum(parameters, theta)) }],
        proposal.cuts.map(({ theta, expected }) => ({ x: theta, y: expected, series: 1 })),
      ),
      dotPlot(
        {
          title: fr ? 'Seuils, intervalle à 95 %' : 'Thresholds, 95 % interval',
          xLabel: 'θ',
          x: [low, high],
          width: 420,
        },
        proposal.cuts.map((cut, k) => ({
          label: `${fr ? 'seuil' : 'threshold'} ${k + 1}`,
          value: cut.theta,
          error: cut.standardError,
        })),
      ),
    ],
  };
}

function groupsSection(fr: boolean, proposal: StandardProposal, sureness: Sureness): Section {
  const bySum = sureness.from === 'population' ? sureness.sharesBySum : null;
  const source =
    sureness.from === 'population'
      ? fr
        ? 'Parts de la population de la calibration, au-dessus et au-dessous des seuils en θ et par sommes de points ; exactitude et constance des sommes (Lee 2010).'
        : 'Shares of the calibration’s population by θ and by sums of points; accuracy and consistency of sums (Lee 2010).'
      : fr
        ? `Parts de ${sureness.persons} personnes d’après leurs estimations ; exactitude et constance d’après leurs erreurs (Rudner 2001, 2005).`
        : `Shares of ${sureness.persons} persons by their estimates; accuracy and consistency by their errors (Rudner 2001, 2005).`;
  return {
    title: fr ? 'Les groupes' : 'The groups',
    text: [source],
    tables: [
      {
        caption: fr ? 'Parts' : 'Shares',
        head: [
          fr ? 'groupe' : 'group',
          fr ? 'part' : 'share',
          ...(bySum === null ? [] : [fr ? 'part par sommes' : 'share by sums']),
        ],
        rows: sureness.shares.map((share, k): Cell[] => [
          String(k + 1),
          share,
          ...(bySum === null ? [] : [bySum[k]!]),
        ]),
      },
      {
        caption: fr ? 'Sûreté' : 'How sure',
        head: [fr ? 'mesure' : 'measure', fr ? 'part' : 'share'],
        rows: [
          [
            fr ? 'exactitude : le groupe donné est le vrai' : 'accuracy: the group given is the true one',
            sureness.accuracy,
          ],
          [
            fr
              ? 'constance : un second test donnerait le même'
              : 'consistency: a second test would give the same',
            sureness.consistency,
          ],
          ['κ', sureness.kappa],
          ...proposal.cuts.flatMap((_, k): Cell[][] => [
            [
              `${fr ? 'au-dessus à tort, seuil' : 'wrongly above, threshold'} ${k + 1}`,
              sureness.falsePositive[k] ?? null,
            ],
            [
              `${fr ? 'au-dessous à tort, seuil' : 'wrongly below, threshold'} ${k + 1}`,
              sureness.falseNegative[k] ?? null,
            ],
          ]),
        ],
      },
    ],
  };
}

function bookletSection(
  fr: boolean,
  { scale }: StandardBasis,
  booklet: readonly BookletPage[],
  proposal: StandardProposal,
): Section {
  const group = (theta: number) => proposal.cuts.filter((cut) => theta >= cut.theta).length;
  const shown = booklet.map((page) => page.theta);
  return {
    title: fr ? 'Le livret ordonné' : 'The ordered item booklet',
    text: [
      fr
        ? 'Chaque page est un item, ou un score d’un item, là où il est atteint deux fois sur trois.'
        : 'Each page is an item, or a score of an item, where it is reached two times in three.',
    ],
    tables: [
      {
        caption: fr ? 'Pages' : 'Pages',
        head: [
          'page',
          'item',
          'points',
          'θ',
          ...(scale === null ? [] : [fr ? 'échelle' : 'scale']),
          fr ? 'groupe' : 'group',
        ],
        rows: booklet.map(({ page, id, points, theta }): Cell[] => [
          String(page),
          id,
          points,
          theta,
          ...(scale === null ? [] : [toScale(scale, theta)]),
          group(theta) + 1,
        ]),
      },
    ],
    plots: [
      dotPlot(
        {
          title: fr
            ? 'Où chaque page est réussie deux fois sur trois'
            : 'Where each page is right two times in three',
          xLabel: 'θ',
          x: [Math.min(...shown, -1) - 0.5, Math.max(...shown, 1) + 0.5],
          width: 520,
        },
        booklet.map(({ page, id, theta }) => ({
          label: `${page}. ${id}`,
          value: theta,
          error: null,
          strong: group(theta) === 1,
        })),
      ),
    ],
  };
}
