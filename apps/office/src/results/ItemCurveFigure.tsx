/** Characteristic curves of one item: the model as lines, what was observed as points. */
import type { ItemCurve } from '@cloison/console-messages';
import { axisX, axisY, dot, gridX, gridY, lineY, text } from '@observablehq/plot';
import { useMemo } from 'react';
import { PlotFigure } from '../charts/PlotFigure.tsx';
import { useSpeech } from '../words/language.tsx';

const COLOURS = ['#1b2a6b', '#b23c0a', '#0b5f54', '#6b1b5a', '#7a4a00', '#687089'];
const DASHES = ['none', '7 4', '2 3', '8 3 2 3', '1 4', '10 4'];

interface ItemCurveFigureProps {
  readonly grid: readonly number[];
  readonly item: ItemCurve;
}

export function ItemCurveFigure({ grid, item }: ItemCurveFigureProps) {
  const { words, number, percent } = useSpeech();
  const own = words.figures;
  const options = useMemo(
    () => (width: number) => ({
      width,
      height: 290,
      marginBottom: 40,
      marginLeft: 52,
      marginRight: 30,
      x: { domain: [-4, 4] },
      y: { domain: [0, 1] },
      marks: [
        gridX(),
        gridY(),
        axisX({ ticks: width < 400 ? 5 : 9, tickFormat: (value: number) => number(value), label: own.theta }),
        axisY({ ticks: 5, tickFormat: (share: number) => percent(share), label: null }),
        ...item.curves.flatMap(({ score, probabilities }, k) => {
          const colour = COLOURS[k % COLOURS.length] ?? '#1b2a6b';
          const line = grid.map((theta, q) => ({ theta, share: probabilities[q] ?? 0 }));
          const points = item.observed.filter((one) => one.score === score);
          const at = { x: 'theta', y: 'share' } as const;
          return [
            lineY(line, {
              ...at,
              stroke: colour,
              strokeWidth: 2,
              strokeDasharray: DASHES[k % DASHES.length] ?? 'none',
            }),
            dot(points, { ...at, r: 3.5, fill: colour }),
            ...(item.curves.length === 1
              ? []
              : [
                  text(line.slice(-1), {
                    ...at,
                    text: () => number(score),
                    dx: 8,
                    textAnchor: 'start' as const,
                    fill: colour,
                  }),
                ]),
          ];
        }),
      ],
    }),
    [grid, item, own, number, percent],
  );
  return <PlotFigure options={options} widest={460} label={own.curveLabel(item.id)} />;
}
