/** Sittings that have arrived since midnight, against yesterday's; the same in a table, by the hour. */
import { axisX, axisY, gridY, lineY, ruleY, text } from '@observablehq/plot';
import { useMemo } from 'react';
import { PlotFigure } from '../charts/PlotFigure.tsx';
import { SavedTable } from '../tables/SavedTable.tsx';
import { useSpeech } from '../words/language.tsx';

interface DayCurveProps {
  /** Summed up, by quarter of an hour from midnight. */
  readonly today: readonly number[];
  readonly yesterday: readonly number[];
}

/** Words stay legible over a line. */
const HALO = { stroke: 'white', strokeWidth: 4 } as const;
const FROM_HOUR = 7;
const TO_HOUR = 20;

export function DayCurve({ today, yesterday }: DayCurveProps) {
  const { words, number } = useSpeech();
  const { participation: own } = words;
  const key = JSON.stringify([today, yesterday]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` names both days
  const options = useMemo(() => {
    const points = (day: readonly number[]) =>
      day
        .map((count, quarter) => ({ hour: (quarter + 1) / 4, count }))
        .filter(({ hour }) => hour >= FROM_HOUR && hour <= TO_HOUR);
    const [now, before] = [points(today), points(yesterday)];
    const last = (day: readonly { readonly hour: number; readonly count: number }[]) => day.slice(-1);
    const shared = { x: 'hour', y: 'count' } as const;
    return (width: number) => ({
      width,
      height: 240,
      marginLeft: 68,
      marginRight: 60,
      x: { domain: [FROM_HOUR, TO_HOUR] },
      y: { domain: [0, Math.max(1, ...now.map(({ count }) => count), ...before.map(({ count }) => count))] },
      marks: [
        gridY(),
        ruleY([0]),
        axisX({ tickFormat: (hour: number) => `${hour} h`, ticks: width < 600 ? 4 : 7, label: null }),
        axisY({
          tickFormat: (count: number) => (Number.isInteger(count) ? number(count) : ''),
          ticks: 4,
          label: null,
        }),
        lineY(before, { ...shared, stroke: '#687089', strokeWidth: 2, strokeDasharray: '5 4' }),
        lineY(now, { ...shared, stroke: '#b23c0a', strokeWidth: 3 }),
        text(last(before), {
          ...shared,
          text: () => own.yesterday,
          fill: '#434961',
          ...HALO,
          dx: 6,
          textAnchor: 'start',
        }),
        text(last(now), {
          ...shared,
          text: () => own.today,
          fill: '#b23c0a',
          ...HALO,
          fontWeight: 700,
          dx: 6,
          dy: -10,
          textAnchor: 'start',
        }),
      ],
    });
  }, [key, own, number]);
  return (
    <section>
      <h2>{own.curve}</h2>
      <PlotFigure options={options} widest={900} label={own.curveLabel} />
      <details>
        <summary>{own.asTable}</summary>
        <HourTable today={today} yesterday={yesterday} />
      </details>
    </section>
  );
}

function HourTable({ today, yesterday }: DayCurveProps) {
  const { words, number } = useSpeech();
  const { participation: own } = words;
  const hours = Array.from({ length: TO_HOUR - FROM_HOUR + 1 }, (_, i) => FROM_HOUR + i);
  const at = (day: readonly number[], hour: number) => {
    const count = day[hour * 4 - 1];
    return count === undefined ? '–' : number(count);
  };
  return (
    <SavedTable label={own.curve}>
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">{own.hour}</th>
            <th scope="col" className="number">
              {own.today}
            </th>
            <th scope="col" className="number">
              {own.yesterday}
            </th>
          </tr>
        </thead>
        <tbody>
          {hours.map((hour) => (
            <tr key={hour}>
              <th scope="row">{hour} h</th>
              <td className="number">{at(today, hour)}</td>
              <td className="number">{at(yesterday, hour)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </SavedTable>
  );
}
