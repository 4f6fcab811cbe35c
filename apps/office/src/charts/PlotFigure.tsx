/**
 * A chart by Observable Plot. Plot writes a style sheet into each chart; it is taken out before the chart is in the page,
 * whose policy would refuse it (`charts.css` has the same rules). What the chart shows stands beside it in a table.
 */
import { type PlotOptions, plot } from '@observablehq/plot';
import { useEffect, useRef } from 'react';

export interface PlotFigureProps {
  /** The same object as long as nothing is to be drawn anew. */
  readonly options: PlotOptions;
  readonly label: string;
}

export function PlotFigure({ options, label }: PlotFigureProps) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const drawn = plot({ className: 'chart', ...options });
    for (const sheet of drawn.querySelectorAll('style')) sheet.remove();
    // One picture with one name: what Plot calls its marks is no name in a role that takes one.
    for (const mark of drawn.querySelectorAll('[aria-label]')) mark.removeAttribute('aria-label');
    drawn.setAttribute('role', 'img');
    drawn.setAttribute('aria-label', label);
    frame.current?.replaceChildren(drawn);
    return () => drawn.remove();
  }, [options, label]);
  return <div ref={frame} className="chart-frame" />;
}
