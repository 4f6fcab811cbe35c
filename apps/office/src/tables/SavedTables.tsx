/** Several tables of the same columns, each with a caption, and below them all of them as one file. */
import { type ReactNode, useRef } from 'react';
import { useSpeech } from '../words/language.tsx';
import { cellsOfAll, saveCsv } from './csv.ts';
import { SaveButton } from './SaveButton.tsx';

interface SavedTablesProps {
  readonly label: string;
  /** What the captions are, as the file's first column. */
  readonly captions: string;
  readonly children: ReactNode;
}

export function SavedTables({ label, captions, children }: SavedTablesProps) {
  const { language } = useSpeech();
  const frame = useRef<HTMLDivElement>(null);
  const save = () => {
    const tables = frame.current?.querySelectorAll('table') ?? [];
    saveCsv(label, cellsOfAll([...tables], captions), language);
  };
  return (
    <div ref={frame} className="saved-table">
      {children}
      <SaveButton label={label} onPress={save} />
    </div>
  );
}
