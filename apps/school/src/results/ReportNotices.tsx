/**
 * Notices of the office about a report: changed thresholds, and when it was issued again. Renders nothing without a
 * notice.
 */
import { Notice } from '@cloison/theme';
import { useSpeech } from '../words/language.tsx';

export interface ReportNoticesProps {
  /** Newest last. */
  readonly notices: readonly { readonly fr: string; readonly en: string }[];
}

export function ReportNotices({ notices }: ReportNoticesProps) {
  const { text } = useSpeech();
  if (notices.length === 0) return null;
  return (
    <Notice tone="info">
      {notices.map((notice) => (
        <p key={notice.fr}>{text(notice)}</p>
      ))}
    </Notice>
  );
}
