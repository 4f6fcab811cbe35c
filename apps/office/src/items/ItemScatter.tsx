/** All items at once: facility across, discrimination up. The table beside it has the same figures. */
import { axisX, axisY, dot, gridX, gridY, ruleY, text } from '@observablehq/plot';
import { useMemo } from 'react';
import { PlotFigure } from '../charts/PlotFigure.tsx';
import { useSpeech } from '../words/language.tsx';
import type { ItemFlag } from './item-flags.ts';

interface ItemScatterProps {
  readonly items: readonly {
    readonly id: string;
    readonly facility: number | null;
    readonly discrimination: number | null;
    readonly flags: readonly ItemFlag[];
  }[];
}

export function ItemScatter({ items }: ItemScatterProps) {
  const { words, percent, number } = useSpeech();
  const own = words.items;
  const options = useMemo(() => {
    const shown = items.flatMap(({ id, facility, discrimination, flags }) =>
      facility === null || discrimination === null
        ? []
        : [{ id, facility, discrimination, isFlagged: flags.length > 0 }],
    );
    const flagged = shown.filter(({ isFlagged }) => isFlagged);
    const fine = shown.filter(({ isFlagged }) => !isFlagged);
    const at = { x: 'facility', y: 'discrimination' } as const;
    const lowest = Math.min(0, ...shown.map(({ discrimination }) => discrimination));
    return (width: number) => ({
      width,
      height: 340,
      marginLeft: 48,
      marginBottom: 40,
      x: { domain: [0, 1] },
      y: { domain: [lowest - 0.05, 1] },
      marks: [
        gridX(),
        gridY(),
        ruleY([0]),
        ruleY([0.2], { stroke: '#7a4a00', strokeDasharray: '5 4' }),
        axisX({ tickFormat: (share: number) => percent(share), ticks: 5, label: own.facility }),
        axisY({ tickFormat: (value: number) => number(value, 1), ticks: 5, label: own.discrimination }),
        dot(fine, { ...at, r: 5, fill: '#1b2a6b', fillOpacity: 0.7 }),
        dot(flagged, { ...at, r: 6, fill: '#b23c0a', symbol: 'diamond' }),
        text(flagged, { ...at, text: 'id', dy: -12, fill: '#16192b', fontWeight: 600 }),
      ],
    });
  }, [items, own, percent, number]);
  return (
    <figure>
      <PlotFigure options={options} widest={460} label={own.scatterLabel} />
      <figcaption className="soft small">{own.scatterHelp}</figcaption>
    </figure>
  );
}
