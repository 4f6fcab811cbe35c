/**
 * A pupil's score in a domain on its whole range, with the two thresholds. Readable in grey: fills, ticks and words.
 */
import { GroupPatterns, groupFill } from '@cloison/theme';
import { useSpeech } from '../words/language.tsx';
import type { ResultCell } from './class-results.ts';

export interface DomainBarProps {
  readonly result: Extract<ResultCell, { kind: 'result' }>;
  /** Prefix that makes the names of fill patterns unique on a page. */
  readonly name: string;
}

const WIDTH = 360;
const LEFT = 6;
const RIGHT = WIDTH - 6;

export function DomainBar({ result, name }: DomainBarProps) {
  const { words, number } = useSpeech();
  const { maxScore, thresholds } = result;
  const at = (score: number) => LEFT + (Math.min(score, maxScore) / maxScore) * (RIGHT - LEFT);
  const label = words.sheet.bar(
    number(result.score),
    number(maxScore),
    words.groups[result.group],
    number(thresholds[0]),
    number(thresholds[1]),
  );
  const end = at(result.score);
  return (
    <svg className="domain-bar" viewBox={`0 0 ${WIDTH} 44`} role="img" aria-label={label}>
      <GroupPatterns prefix={name} />
      <rect x={LEFT} y={9} width={RIGHT - LEFT} height={14} fill="var(--ground-sunk)" />
      <rect
        x={LEFT}
        y={9}
        width={Math.max(0, end - LEFT)}
        height={14}
        fill={groupFill(result.group, name)}
        stroke={`var(--group-${result.group})`}
      />
      <rect x={LEFT} y={9} width={RIGHT - LEFT} height={14} fill="none" stroke="var(--line-strong)" />
      {thresholds.map((threshold, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: first and second
        <g key={i}>
          <line
            x1={at(threshold)}
            x2={at(threshold)}
            y1={5}
            y2={27}
            stroke="var(--text)"
            strokeWidth={1.5}
            strokeDasharray="3 2"
          />
          <text x={at(threshold)} y={40} textAnchor="middle" className="bar-text">
            {number(threshold)}
          </text>
        </g>
      ))}
      <path d={`M ${end} 8 l -5 -8 h 10 z`} fill="var(--text)" />
      <text x={LEFT} y={40} className="bar-text">
        0
      </text>
      {at(thresholds[1]) < RIGHT - 24 && (
        <text x={RIGHT} y={40} textAnchor="end" className="bar-text">
          {number(maxScore)}
        </text>
      )}
    </svg>
  );
}
