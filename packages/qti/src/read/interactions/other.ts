/** Slider, media, upload, end attempt. */

import type { Interaction } from '../../delivery/delivery-item.ts';
import { limits } from '../../delivery/limits.ts';
import { say } from '../../words/say.ts';
import { elementsOf } from '../../xml/xml.ts';
import { readContentNodes } from '../content/content.ts';
import { reportUnsupported } from '../content/context.ts';
import {
  block,
  expectResponse,
  inline,
  type KnownInteractions,
  readPromptAlone,
  readPromptAndOthers,
  type Start,
} from './start.ts';

function readSlider(start: Start): Interaction {
  const { attributes, base } = start;
  expectResponse(start, 'slider');
  attributes.required('lower-bound');
  attributes.required('upper-bound');
  const lowerBound = attributes.number('lower-bound', 0);
  const upperBound = attributes.number('upper-bound', 1);
  if (lowerBound >= upperBound) attributes.bad('upper-bound', say('expect-above-lower'));
  const step = attributes.number('step', 1);
  if (step <= 0) attributes.bad('step', say('expect-above-zero'));
  return {
    kind: 'slider',
    ...base,
    prompt: readPromptAlone(start),
    lowerBound,
    upperBound,
    step,
    stepLabel: attributes.boolean('step-label', false),
    orientation: attributes.oneOf('orientation', ['horizontal', 'vertical'], 'horizontal'),
    reverse: attributes.boolean('reverse', false),
  };
}

function readMedia(start: Start): Interaction | null {
  const { attributes, base, context, element } = start;
  expectResponse(start, 'media');
  const minPlays = attributes.integer('min-plays', 0, limits.plays);
  const written = attributes.integer('max-plays', 0, limits.plays);
  const maxPlays = written === 0 ? null : written;
  if (maxPlays !== null && minPlays > maxPlays)
    attributes.bad('min-plays', say('expect-most', { max: maxPlays }));
  const playback = {
    autostart: attributes.boolean('autostart', false),
    loop: attributes.boolean('loop', false),
  };
  // Where clicks on the recording would count: nothing here asks for them.
  if (attributes.text('coords') !== null) context.problems.ignore(element, 'coords');
  const { prompt, others } = readPromptAndOthers(start);
  const media = readContentNodes(others, context);
  const [only] = media;
  if (media.length !== 1 || only?.kind !== 'element' || (only.name !== 'audio' && only.name !== 'video')) {
    const reason = say('one-recording');
    context.problems.add('QTI_MISSING_ELEMENT', element, reason);
    return null;
  }
  return {
    kind: 'media',
    ...base,
    prompt,
    media,
    ...playback,
    minPlays,
    maxPlays,
  };
}

/** Where the item does not say what it takes. */
export const DEFAULT_UPLOAD_TYPES = ['image/*', 'application/pdf', 'text/plain'];
export const DEFAULT_UPLOAD_BYTES = 18_000;

function readUpload(start: Start): Interaction {
  const { attributes, base } = start;
  expectResponse(start, 'upload');
  const types = (attributes.text('type') ?? '').split(/[ \t\n,]+/).filter((one) => one !== '');
  if (types.length > 50 || types.some((type) => !/^[\w.+*-]{1,80}\/[\w.+*-]{1,80}$|^\.\w{1,10}$/.test(type)))
    attributes.bad('type', say('expect-media-types'));
  const maxBytes = attributes.integer('data-cloison-max-bytes', DEFAULT_UPLOAD_BYTES, limits.uploadBytes);
  if (maxBytes === 0)
    attributes.bad('data-cloison-max-bytes', say('expect-whole-range', { min: 1, max: limits.uploadBytes }));
  return {
    kind: 'upload',
    ...base,
    prompt: readPromptAlone(start),
    types: types.length === 0 ? DEFAULT_UPLOAD_TYPES : types,
    maxBytes,
  };
}

function readEndAttempt(start: Start): Interaction {
  const { attributes, base, context, element } = start;
  expectResponse(start, 'endAttempt');
  for (const child of elementsOf(element)) reportUnsupported(child, context.problems);
  return {
    kind: 'endAttempt',
    ...base,
    title: attributes.required('title'),
    countAttempt: attributes.boolean('count-attempt', true),
  };
}

export const otherInteractions = {
  slider: block('qti-slider-interaction', readSlider),
  media: block('qti-media-interaction', readMedia),
  upload: block('qti-upload-interaction', readUpload),
  endAttempt: inline('qti-end-attempt-interaction', readEndAttempt),
} as const satisfies KnownInteractions;
