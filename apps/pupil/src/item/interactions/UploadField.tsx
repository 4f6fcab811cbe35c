/** A file as an answer: chosen, or a photo where the computer has a camera; looked at before it is sealed, never after. */
import './own.css';
import type { UploadInteraction } from '@cloison/qti/delivery';
import { Button } from '@cloison/theme';
import { useId, useRef, useState } from 'react';
import { useLanguage, useWords } from '../../words/WordsContext.tsx';
import { useItem, useResponse } from '../content/ItemContext.tsx';
import { fieldName } from './naming.ts';
import { OWN_WORDS } from './own-words.ts';
import { Question } from './Question.tsx';
import { type ReadFile, readFile } from './upload-file.ts';

export function UploadField({ interaction }: { readonly interaction: UploadInteraction }) {
  const { item, readOnly } = useItem();
  const { value, answer } = useResponse(interaction.responseId);
  const words = useWords();
  const own = OWN_WORDS[useLanguage()];
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [refused, setRefused] = useState<Exclude<ReadFile['kind'], 'read'> | null>(null);
  const [isReading, setReading] = useState(false);
  const turn = useRef(0);
  const { types, maxBytes } = interaction;
  const held = typeof value === 'string' ? heldFile(value) : null;
  const hint = own.uploadHelp(own.kilobytes(maxBytes));

  const choose = async (file: File | undefined) => {
    if (file === undefined) return;
    turn.current += 1;
    const mine = turn.current;
    setReading(true);
    setRefused(null);
    const read = await readFile(file, { types, maxBytes });
    if (mine !== turn.current) return;
    setReading(false);
    // The same file may be chosen again.
    if (input.current !== null) input.current.value = '';
    if (read.kind === 'read') answer(read.url);
    else setRefused(read.kind);
  };
  const said = isReading
    ? own.uploadReading
    : refused !== null
      ? refused === 'large'
        ? own.uploadRefused.large(own.kilobytes(maxBytes))
        : own.uploadRefused[refused]
      : held === null
        ? own.uploadNone
        : own.uploadHeld(own.kilobytes(held.bytes));

  return (
    <Question interaction={interaction} hint={hint}>
      <div className="upload">
        {held?.isPicture === true && (
          <img className="upload-picture" src={value as string} alt={own.uploadPicture} />
        )}
        <p className="upload-said" role="status" data-tone={refused === null ? 'said' : 'refused'}>
          {said}
        </p>
        <div className="upload-acts">
          <span className="upload-choose" data-disabled={readOnly}>
            <label className="upload-label" htmlFor={id}>
              {held === null ? own.uploadChoose : own.uploadOther}
              <span className="only-heard"> ({fieldName(item, interaction, words)})</span>
            </label>
            <input
              ref={input}
              id={id}
              type="file"
              accept={types.join(',')}
              disabled={readOnly}
              onChange={(event) => void choose(event.currentTarget.files?.[0])}
            />
          </span>
          {held !== null && (
            <Button isDisabled={readOnly} onPress={() => answer(null)}>
              {own.uploadRemove}
            </Button>
          )}
        </div>
        {held !== null && !held.isPicture && <p className="item-hint">{own.uploadAuthor}</p>}
      </div>
    </Question>
  );
}

/** Of the `data:` URL that is saved. */
function heldFile(url: string): { readonly bytes: number; readonly isPicture: boolean } | null {
  const at = url.indexOf(';base64,');
  if (at === -1) return null;
  const padding = url.endsWith('==') ? 2 : url.endsWith('=') ? 1 : 0;
  return {
    bytes: ((url.length - at - 8) / 4) * 3 - padding,
    isPicture: /^data:image\/(?:jpeg|png);/.test(url),
  };
}
