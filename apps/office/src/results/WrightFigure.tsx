/** Pupils on the left, items on the right, on one vertical scale (Wright & Masters 1982). */
import type { DomainFigures } from '@cloison/console-messages';
import { axisX, axisY, dot, gridY, rectX, ruleX, text } from '@observablehq/plot';
import { useMemo } from 'react';
import { PlotFigure } from '../charts/PlotFigure.tsx';
import { useSpeech } from '../words/language.tsx';

const LOW = -4;
const HIGH = 4;

export function WrightFigure({ figures }: { readonly figures: DomainFigures }) {
  const { words, number, percent } = useSpeech();
  const own = words.figures;
  const options = useMemo(() => {
    const { bands } = figures;
    const most = Math.max(0.01, ...bands.flatMap(({ shares }) => shares));
    // Pupils to the left of zero, items to the right.
    const bars = bands.flatMap(({ low, high, shares }) =>
      shares.map((share, g) => ({ from: -share, to: 0, low, high, g })),
    );
    const names = bands
      .filter(({ items }) => items.length > 0)
      .map(({ low, high, items }) => ({
        at: most * 0.06,
        middle: (low + high) / 2,
        said: shortened(items.map(({ label }) => label)),
      }));
    return (width: number) => ({
      width,
      height: 520,
      marginLeft: 48,
      marginBottom: 40,
      x: { domain: [-most * 1.05, most * 1.4] },
      y: { domain: [LOW, HIGH] },
      marks: [
        gridY(),
        axisX({
          ticks: [-most, -most / 2],
          tickFormat: (share: number) => percent(Math.abs(share)),
          label: null,
        }),
        axisY({ ticks: 9, tickFormat: (value: number) => number(value), label: own.theta }),
        rectX(bars, {
          x1: 'from',
          x2: 'to',
          y1: 'low',
          y2: 'high',
          fill: '#1b2a6b',
          fillOpacity: 0.55,
          inset: 0.5,
        }),
        ruleX([0]),
        dot(names, { x: most * 0.02, y: 'middle', r: 3, fill: '#b23c0a' }),
        text(names, { x: 'at', y: 'middle', text: 'said', textAnchor: 'start', fill: '#16192b' }),
      ],
    });
  }, [figures, own, number, percent]);
  return <PlotFigure options={options} widest={620} label={own.wrightLabel} />;
}

const MOST_NAMED = 48;

/** As many names as there is room for; the table has all of them. */
function shortened(labels: readonly string[]): string {
  const all = labels.join(' ');
  if (all.length <= MOST_NAMED) return all;
  const shown: string[] = [];
  for (const label of labels) {
    if ([...shown, label].join(' ').length > MOST_NAMED - 5) break;
    shown.push(label);
  }
  return `${shown.join(' ')} +${labels.length - shown.length}`;
}
