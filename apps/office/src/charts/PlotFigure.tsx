/**
 * A chart by Observable Plot. Plot writes a style sheet into each chart; it is taken out before the chart is in the page,
 * whose policy would refuse it (`charts.css` has the same rules). What the chart shows stands beside it in a table.
 */
import { type PlotOptions, plot } from '@observablehq/plot';
import { useEffect, useRef, useState } from 'react';

export interface PlotFigureProps {
  /**
   * The same object as long as nothing is to be drawn anew. A function draws for the width that there is, up to `widest`:
   * its letters stay as large on a telephone.
   */
  readonly options: PlotOptions | ((width: number) => PlotOptions);
  readonly widest?: number;
  readonly label: string;
}

const NARROWEST = 280;

export function PlotFigure({ options, widest = 900, label }: PlotFigureProps) {
  const frame = useRef<HTMLDivElement>(null);
  const isFitted = typeof options === 'function';
  const width = useWidth(frame, isFitted, widest);
  useEffect(() => {
    const drawn = plot({ className: 'chart', ...(isFitted ? options(width) : options) });
    for (const sheet of drawn.querySelectorAll('style')) sheet.remove();
    // One picture with one name: what Plot calls its marks is no name in a role that takes one.
    for (const mark of drawn.querySelectorAll('[aria-label]')) mark.removeAttribute('aria-label');
    drawn.setAttribute('role', 'img');
    drawn.setAttribute('aria-label', label);
    frame.current?.replaceChildren(drawn);
    return () => drawn.remove();
  }, [options, isFitted, width, label]);
  return <div ref={frame} className="chart-frame" />;
}

/** Of the frame, up to the widest, in steps of ten pixels. */
function useWidth(frame: React.RefObject<HTMLDivElement | null>, isFitted: boolean, widest: number): number {
  const [width, setWidth] = useState(widest);
  useEffect(() => {
    const element = frame.current;
    if (element === null || !isFitted) return;
    const look = () => {
      const there = Math.floor(element.clientWidth / 10) * 10;
      // Less than any screen has is no width of a page that is shown: the chart is scaled down by its style instead.
      setWidth(there < NARROWEST ? widest : Math.min(widest, there));
    };
    const observer = new ResizeObserver(look);
    observer.observe(element);
    look();
    return () => observer.disconnect();
  }, [frame, isFitted, widest]);
  return width;
}
