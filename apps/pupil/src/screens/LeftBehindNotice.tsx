/**
 * On the page of the code: this computer has answers that have not left it. They may be of a code that was replaced, which is then
 * typed once more, or handed in by a teacher.
 */
import type { LeftBehind } from '@cloison/client';
import { rescueFileText } from '@cloison/client/browser';
import { Button, Notice, saveFile } from '@cloison/theme';
import { LATER_WORDS } from '../words/later-words.ts';
import { useLanguage } from '../words/WordsContext.tsx';

export interface LeftBehindNoticeProps {
  readonly campaign: string;
  readonly left: readonly LeftBehind[];
}

export function LeftBehindNotice({ campaign, left }: LeftBehindNoticeProps) {
  const { leftBehind, waiting } = LATER_WORDS[useLanguage()];
  const save = () => {
    const envelopes = left.flatMap((one) => one.envelopes);
    saveFile('secours.json', rescueFileText(campaign, envelopes), 'application/json');
  };
  return (
    <Notice tone="info" icon="offline">
      <h2>{leftBehind.title}</h2>
      <p>{leftBehind.yours}</p>
      <h3>{waiting.file}</h3>
      <p>{leftBehind.fileText}</p>
      <div>
        <Button icon="download" onPress={save}>
          {waiting.download}
        </Button>
      </div>
    </Notice>
  );
}
