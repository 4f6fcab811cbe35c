/** The booklet of one pupil: an A4 side for the cover and each page, the order number on every one, no name anywhere. */
import type { Manifest } from '@cloison/protocol';
import { memo } from 'react';
import type { ManifestSequence } from '../desk/class-desk.ts';
import { useSpeech } from '../words/language.tsx';
import type { BookletSide } from './booklet-sides.ts';

export interface PrintedBookletProps {
  readonly orderNumber: string;
  readonly manifest: Manifest;
  readonly sequence: ManifestSequence;
  readonly sides: readonly BookletSide[];
  readonly days: readonly (number | null)[];
  /** Object URL of each page's picture. */
  readonly urls: ReadonlyMap<string, string>;
}

export const PrintedBooklet = memo(function PrintedBooklet(props: PrintedBookletProps) {
  const { orderNumber, manifest, sequence, sides } = props;
  const { words, text } = useSpeech();
  const level = manifest.levels.find(({ id }) => id === sequence.level);
  const name = level === undefined ? text(sequence.title) : `${text(sequence.title)}, ${text(level.title)}`;
  return (
    <article
      className="booklet"
      aria-label={`${words.booklets.booklet}, ${words.booklets.orderNumber} ${orderNumber}`}
    >
      {sides.map((side, index) => (
        <div
          key={side.kind === 'page' ? side.page : side.kind}
          className="booklet-side"
          data-kind={side.kind}
          data-front={index % 2 === 0}
        >
          <header className="booklet-head">
            <p>
              <span>{words.booklets.orderNumber}</span> <b className="booklet-number">{orderNumber}</b>
            </p>
            <p className="booklet-place">
              {name}
              <br />
              {words.booklets.side(index + 1, sides.length)}
            </p>
          </header>
          <SideContent {...props} side={side} name={name} />
        </div>
      ))}
    </article>
  );
});

function SideContent(props: PrintedBookletProps & { readonly side: BookletSide; readonly name: string }) {
  const { side, name, manifest, days, urls, orderNumber } = props;
  const { words, text } = useSpeech();
  switch (side.kind) {
    case 'page':
      return <img className="booklet-picture" src={urls.get(side.page)} alt={text(side.title)} />;
    case 'blank':
      return <p className="booklet-blank">{words.booklets.blank}</p>;
    case 'cover':
      return (
        <div className="booklet-cover">
          <p className="booklet-campaign">{text(manifest.title)}</p>
          {manifest.rehearsal && <p className="sheet-rehearsal">{words.head.slip.rehearsal}</p>}
          <p className="booklet-title">{words.booklets.booklet}</p>
          <p className="booklet-sequence">{name}</p>
          <p className="booklet-order">
            <span>{words.booklets.orderNumber}</span>
            <b>{orderNumber}</b>
          </p>
          {days.map((day) => (
            <p key={day} className="booklet-date">
              {day === null ? words.booklets.date : words.booklets.day(day)} <span />
            </p>
          ))}
          <p className="booklet-no-name">{words.booklets.noName}</p>
        </div>
      );
  }
}
