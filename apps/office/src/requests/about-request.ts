/** What is asked, on one line: pupils by order number, sequence, minutes. */
import type { SchoolRequest } from '@cloison/console-messages';
import type { Speech } from '../words/language.tsx';

export function aboutRequest(
  { words, text, number }: Pick<Speech, 'words' | 'text' | 'number'>,
  request: SchoolRequest,
): string {
  const own = words.requests;
  const { orders, sequence, minutes, why, teacher } = request;
  const [first, ...others] = orders;
  return [
    sequence === null ? '' : text(sequence),
    first === undefined ? '' : others.length === 0 ? own.pupil(first) : own.pupils(number(orders.length)),
    why === null ? '' : own.why[why],
    teacher === null ? '' : own.teacher(teacher.label, number(teacher.rank)),
    minutes === null ? '' : own.minutes(number(minutes)),
  ]
    .filter((part) => part !== '')
    .join(', ');
}
