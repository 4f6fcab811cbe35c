/**
 * Counts of the three groups as one small bar with their fills, on the scale of everybody who was expected: a pupil of
 * twenty-five fills a twenty-fifth. The numbers stand beside it, in words for those who do not see it.
 */
import { GROUPS, GroupPatterns, groupFill } from '@cloison/theme';
import { useSpeech } from '../words/language.tsx';
import type { GroupCounts } from './class-results.ts';

export interface GroupCountsBarProps {
  readonly counts: GroupCounts;
  /** Prefix that makes the names of fill patterns unique on a page. */
  readonly name: string;
  /** What stands beside the bar: pupils, percent of those with a result, or both. */
  readonly figures?: 'counts' | 'shares' | 'both';
}

const WIDTH = 120;

export function GroupCountsBar({ counts, name, figures = 'counts' }: GroupCountsBarProps) {
  const { words, number } = useSpeech();
  const { needs, fragile, satisfactory, noResult } = counts;
  const total = needs + fragile + satisfactory + noResult;
  const share = (count: number) => number(Math.round((100 * count) / Math.max(1, total - noResult)));
  const shares = words.head.shares(share(needs), share(fragile), share(satisfactory));
  const label =
    figures === 'shares'
      ? words.results.shares(share(needs), share(fragile), share(satisfactory))
      : words.results.counts(needs, fragile, satisfactory);
  let x = 0;
  return (
    <span className="counts">
      <svg className="counts-bar" viewBox={`0 0 ${WIDTH} 14`} role="img" aria-label={label}>
        <GroupPatterns prefix={name} />
        <rect x={0.5} y={0.5} width={WIDTH - 1} height={13} fill="none" stroke="var(--line)" />
        {GROUPS.map((group) => {
          const width = total === 0 ? 0 : (counts[group] / total) * WIDTH;
          const left = x;
          x += width;
          return (
            <rect
              key={group}
              x={left + 0.5}
              y={0.5}
              width={Math.max(0, width - 1)}
              height={13}
              fill={groupFill(group, name)}
              stroke={`var(--group-${group})`}
            />
          );
        })}
      </svg>
      {figures !== 'shares' && (
        <span className="counts-numbers" aria-hidden="true">
          {needs} · {fragile} · {satisfactory}
        </span>
      )}
      {figures !== 'counts' && (
        <span className="counts-numbers" aria-hidden={figures === 'shares' ? true : undefined}>
          {shares}
        </span>
      )}
    </span>
  );
}
