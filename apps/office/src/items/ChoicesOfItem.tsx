/** One item: who chose what, and how that changes from the weakest fifth of the pupils to the strongest. */
import type { ChosenOption, ItemSoFar } from '@cloison/console-messages';
import { Button } from '@cloison/theme';
import { axisX, axisY, dot, gridY, lineY, text } from '@observablehq/plot';
import { useMemo } from 'react';
import { PlotFigure } from '../charts/PlotFigure.tsx';
import { SavedTable } from '../tables/SavedTable.tsx';
import { useSpeech } from '../words/language.tsx';
import { flagsOf } from './item-flags.ts';

export function ChoicesOfItem({ item, onClose }: { readonly item: ItemSoFar; readonly onClose: () => void }) {
  const { words, number, percent } = useSpeech();
  const own = words.items;
  const options = item.choices?.options ?? [];
  return (
    <section aria-live="polite">
      <div className="actions">
        <h2>{own.itemOf(item.id)}</h2>
        <Button variant="quiet" onPress={onClose}>
          {words.close}
        </Button>
      </div>
      {item.title !== '' && <p className="soft">{item.title}</p>}
      <ul>
        {flagsOf(item).map((flag) => (
          <li key={flag}>{own.meanings[flag]}</li>
        ))}
      </ul>
      {options.length === 0 ? (
        <p>{own.noChoices}</p>
      ) : (
        <>
          <Curves options={options} drawing={item.drawing} />
          <SavedTable label={own.itemOf(item.id)}>
            <table className="data-table">
              <thead>
                <tr>
                  <th scope="col">{own.option}</th>
                  <th scope="col" className="number">
                    {own.points}
                  </th>
                  <th scope="col" className="number">
                    {own.share}
                  </th>
                  <th scope="col" className="number">
                    {own.pointBiserial}
                  </th>
                  <th scope="col" className="number">
                    {own.weakest}
                  </th>
                  <th scope="col" className="number">
                    {own.strongest}
                  </th>
                </tr>
              </thead>
              <tbody>
                {options.map((option) => (
                  <tr key={`${option.kind}${option.option}`}>
                    <th scope="row">
                      {option.kind === 'option' ? option.option : own.missing[option.kind]}
                      {item.drawing.includes(option.option) && (
                        <>
                          {' '}
                          <span className="tag" data-tone="wait">
                            {own.flags.drawing}
                          </span>
                        </>
                      )}
                    </th>
                    <td className="number">{number(option.score)}</td>
                    <td className="number">{percent(option.share)}</td>
                    <td className="number">
                      {option.pointBiserial === null ? '–' : number(option.pointBiserial, 2)}
                    </td>
                    <td className="number">{percent(option.curve[0] ?? 0)}</td>
                    <td className="number">{percent(option.curve.at(-1) ?? 0)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </SavedTable>
        </>
      )}
    </section>
  );
}

interface CurvesProps {
  readonly options: readonly ChosenOption[];
  readonly drawing: readonly string[];
}

function Curves({ options, drawing }: CurvesProps) {
  const { words, percent } = useSpeech();
  const own = words.items;
  const plotted = useMemo(() => {
    const chosen = options.filter(({ kind, curve }) => kind === 'option' && curve.length > 0);
    const best = Math.max(0, ...chosen.map(({ score }) => score));
    // Nothing scored: nobody has chosen what is right.
    const isRight = ({ score }: ChosenOption) => best > 0 && score === best;
    const colourOf = (option: ChosenOption) =>
      isRight(option) ? '#0b5f54' : drawing.includes(option.option) ? '#b23c0a' : '#687089';
    return (width: number) => ({
      width,
      height: 260,
      marginLeft: 52,
      marginRight: 64,
      marginBottom: 44,
      x: { domain: [1, 5] },
      y: { domain: [0, 1] },
      marks: [
        gridY(),
        axisX({ ticks: 5, tickFormat: (fifth: number) => String(fifth), label: own.fifth }),
        axisY({ ticks: 4, tickFormat: (share: number) => percent(share), label: null }),
        ...chosen.flatMap((option) => {
          const points = option.curve.map((share, i) => ({ fifth: i + 1, share }));
          const at = { x: 'fifth', y: 'share' } as const;
          return [
            lineY(points, {
              ...at,
              stroke: colourOf(option),
              strokeWidth: isRight(option) ? 3 : 2,
              ...(isRight(option) ? {} : { strokeDasharray: '5 3' }),
            }),
            dot(points, { ...at, r: 3, fill: colourOf(option) }),
            text(points.slice(-1), {
              ...at,
              text: () => `${isRight(option) ? '✓ ' : ''}${option.option}`,
              textAnchor: 'start' as const,
              dx: 8,
              fill: colourOf(option),
              fontWeight: 650,
            }),
          ];
        }),
      ],
    });
  }, [options, drawing, own, percent]);
  return <PlotFigure options={plotted} widest={460} label={own.curvesLabel} />;
}
