import { describe, expect, it } from 'vitest';
import { isPicture, pictureType, sealedType, TRIES, takesFile, within } from './upload-types.ts';

describe('an upload', () => {
  it('takes the types and ends of names that the item says, and no other', () => {
    const photo = { name: 'IMG_1.JPG', type: 'image/jpeg' };
    const paper = { name: 'devoir.pdf', type: 'application/pdf' };
    expect(takesFile(['image/*'], photo)).toBe(true);
    expect(takesFile(['image/*'], paper)).toBe(false);
    expect(takesFile(['.pdf'], paper)).toBe(true);
    expect(takesFile(['application/pdf'], { ...paper, type: '' })).toBe(false);
    expect(takesFile(['image/*'], { name: 'x.exe', type: '' })).toBe(false);
    expect(takesFile(['*/*'], paper)).toBe(true);
  });

  it('draws pictures anew, as a type that the item takes', () => {
    expect(isPicture({ name: 'x', type: 'image/heic' })).toBe(true);
    expect(isPicture({ name: 'x', type: 'image/svg+xml' })).toBe(false);
    expect(pictureType(['image/png'])).toBe('image/png');
    expect(pictureType(['.jpeg'])).toBe('image/jpeg');
    expect(pictureType(['application/pdf'])).toBeNull();
  });

  it('never makes a picture larger, and ends small', () => {
    expect(within(1_600, 4_000, 3_000)).toEqual([1_600, 1_200]);
    expect(within(1_600, 300, 200)).toEqual([300, 200]);
    expect(within(360, 10_000, 1)).toEqual([360, 1]);
    expect(TRIES[0]).toEqual({ side: 1_600, quality: 0.8 });
    expect(TRIES.at(-1)).toEqual({ side: 360, quality: 0.4 });
  });

  it('seals a plain type', () => {
    expect(sealedType({ name: 'a', type: 'text/plain;charset=utf-8' })).toBe('text/plain');
    expect(sealedType({ name: 'a', type: '' })).toBe('application/octet-stream');
    expect(sealedType({ name: 'a', type: 'a/b,<script>' })).toBe('application/octet-stream');
  });
});
