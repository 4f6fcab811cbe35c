/** Differences of the latent regression with their 95 % intervals, one line a value; the tables below have the figures. */
import type { RegressionShown } from '@cloison/console-messages';
import { axisX, axisY, dot, gridX, ruleX, ruleY } from '@observablehq/plot';
import { useMemo } from 'react';
import { PlotFigure } from '../charts/PlotFigure.tsx';
import { useSpeech } from '../words/language.tsx';

/** Of a normal distribution: 95 % of it. */
const Z = 1.96;
const LINE_HEIGHT = 34;

export function RegressionPlot({ regression }: { readonly regression: RegressionShown }) {
  const { words, text, number } = useSpeech();
  const own = words.figures;
  const options = useMemo(() => {
    const lines = regression.factors.flatMap(({ column, levels }) =>
      levels.flatMap(({ label, difference, standardError }) =>
        difference === null || standardError === null
          ? []
          : [
              {
                name: `${text(column)} : ${text(label)}`,
                difference,
                low: difference - Z * standardError,
                high: difference + Z * standardError,
              },
            ],
      ),
    );
    const names = lines.map(({ name }) => name);
    const longest = Math.max(0, ...names.map((name) => name.length));
    return (width: number) => ({
      width,
      height: 60 + LINE_HEIGHT * lines.length,
      marginLeft: Math.min(width / 2, 24 + 7 * longest),
      marginBottom: 36,
      x: { nice: true, domain: domainOf(lines) },
      y: { domain: names, label: null },
      marks: [
        gridX(),
        ruleX([0], { strokeDasharray: '5 4' }),
        ruleY(lines, { y: 'name', x1: 'low', x2: 'high', stroke: '#1b2a6b', strokeWidth: 3 }),
        dot(lines, { y: 'name', x: 'difference', r: 5, fill: '#b23c0a' }),
        axisX({
          ticks: width < 500 ? 4 : 7,
          tickFormat: (value: number) => number(value),
          label: own.points,
        }),
        axisY({ tickSize: 0 }),
      ],
    });
  }, [regression, own, text, number]);
  return (
    <figure>
      <PlotFigure options={options} widest={620} label={own.regressionLabel} />
      <figcaption className="soft small">{own.regressionCaption}</figcaption>
    </figure>
  );
}

/** Zero is in it: it is what the reference has. */
function domainOf(lines: readonly { readonly low: number; readonly high: number }[]): [number, number] {
  return [Math.min(0, ...lines.map(({ low }) => low)), Math.max(0, ...lines.map(({ high }) => high))];
}
