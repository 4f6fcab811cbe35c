/** One comparison of two groups: Δ of each item, and the table with its tests. */

import type { DifShown } from '@cloison/console-messages';
import { axisX, axisY, dot, gridX, ruleX } from '@observablehq/plot';
import { useMemo } from 'react';
import { PlotFigure } from '../charts/PlotFigure.tsx';
import { SavedTable } from '../tables/SavedTable.tsx';
import { useSpeech } from '../words/language.tsx';

export function DifFigure({ study }: { readonly study: DifShown }) {
  const { words, text, number } = useSpeech();
  const own = words.figures;
  const [first, second] = study.pupils;
  const name = own.compared(
    text(study.column),
    `${text(study.reference)} (${number(first)})`,
    `${text(study.focal)} (${number(second)})`,
  );
  const options = useMemo(() => {
    const shown = study.items.flatMap(({ id, delta, isLarge }) =>
      delta === null ? [] : [{ id, delta, isLarge }],
    );
    const reach = Math.max(2, ...shown.map(({ delta }) => Math.abs(delta) * 1.1));
    const at = { x: 'delta', y: 'id' } as const;
    return (width: number) => ({
      width,
      height: 70 + 20 * shown.length,
      marginLeft: 90,
      marginBottom: 40,
      x: { domain: [-reach, reach] },
      y: { domain: shown.map(({ id }) => id), type: 'point' as const },
      marks: [
        gridX(),
        ruleX([0]),
        ruleX([-1.5, 1.5], { stroke: '#7a4a00', strokeDasharray: '5 4' }),
        axisX({ ticks: 7, tickFormat: (value: number) => number(value, 1), label: own.delta }),
        axisY({ label: null }),
        dot(
          shown.filter(({ isLarge }) => !isLarge),
          { ...at, r: 4.5, fill: '#1b2a6b' },
        ),
        dot(
          shown.filter(({ isLarge }) => isLarge),
          { ...at, r: 6, fill: '#b23c0a', symbol: 'diamond' },
        ),
      ],
    });
  }, [study, own, number]);
  const figure = (value: number | null, digits: number) => (value === null ? '–' : number(value, digits));
  const p = (value: number | null) =>
    value !== null && value < 0.0001 ? `< ${number(0.0001, 4)}` : figure(value, 4);
  return (
    <section>
      <h4>{name}</h4>
      <figure>
        <PlotFigure options={options} widest={460} label={own.difLabel(name)} />
      </figure>
      <details>
        <summary>{own.asTable}</summary>
        <SavedTable label={name}>
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">{own.item}</th>
                <th scope="col" className="number">
                  {own.met(text(study.reference))}
                </th>
                <th scope="col" className="number">
                  {own.met(text(study.focal))}
                </th>
                <th scope="col" className="number">
                  {own.delta}
                </th>
                <th scope="col" className="number">
                  {own.p}
                </th>
                <th scope="col" className="number">
                  {own.adjusted}
                </th>
                <th scope="col">{own.ets}</th>
              </tr>
            </thead>
            <tbody>
              {study.items.map(({ id, met, delta, p: raw, adjustedP, ets, isLarge }) => (
                <tr key={id}>
                  <th scope="row">{id}</th>
                  <td className="number">{figure(met?.[0] ?? null, 0)}</td>
                  <td className="number">{figure(met?.[1] ?? null, 0)}</td>
                  <td className="number">{figure(delta, 2)}</td>
                  <td className="number">{p(raw)}</td>
                  <td className="number">{p(adjustedP)}</td>
                  <td>
                    {ets ?? '–'}{' '}
                    {isLarge && (
                      <span className="tag" data-tone="bad">
                        {own.toCheck}
                      </span>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </SavedTable>
      </details>
    </section>
  );
}
