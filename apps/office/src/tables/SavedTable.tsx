/** A frame that scrolls round a table, and below it the table as a file. */
import { TableFrame } from '@cloison/theme';
import { type ReactNode, useRef } from 'react';
import { useSpeech } from '../words/language.tsx';
import { cellsOf, saveCsv } from './csv.ts';
import { SaveButton } from './SaveButton.tsx';

interface SavedTableProps {
  readonly label: string;
  /** One table. */
  readonly children: ReactNode;
}

export function SavedTable({ label, children }: SavedTableProps) {
  const { language } = useSpeech();
  const frame = useRef<HTMLDivElement>(null);
  const save = () => {
    const table = frame.current?.querySelector('table');
    if (table != null) saveCsv(label, cellsOf(table), language);
  };
  return (
    <div ref={frame} className="saved-table">
      <TableFrame label={label}>{children}</TableFrame>
      <SaveButton label={label} onPress={save} />
    </div>
  );
}
