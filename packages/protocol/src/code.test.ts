import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSymbol, codeLength, groupCode, mintCode, normaliseCode, parseCode } from './code.ts';
import { CODE_ALPHABET, toBase32 } from './primitives/base32.ts';
import type { Bytes } from './primitives/bytes.ts';
import { ProtocolError } from './primitives/errors.ts';

const kinds = fc.constantFrom('pupil' as const, 'staff' as const);
const codes = kinds.chain((kind) =>
  fc
    .uint8Array({ minLength: codeLength(kind) - 1, maxLength: codeLength(kind) - 1 })
    .map((bytes) => mintCode(kind, () => bytes as Bytes)),
);

const refusal = (run: () => unknown): ProtocolError => {
  try {
    run();
  } catch (error) {
    if (error instanceof ProtocolError) return error;
  }
  throw new Error('was not refused');
};

describe('codes', () => {
  it('have the shapes that slips show', () => {
    const zeros = (length: number) => new Uint8Array(length);
    expect(mintCode('pupil', zeros).text).toBe('00000-00000-0000');
    expect(mintCode('staff', zeros).text).toBe('0000-0000-0000-0000-0000');
  });

  it('have the check symbol of the definition, Σ αⁱ·sᵢ in GF(32) with x⁵+x²+1', () => {
    // By hand: α⁰·1 = 1; α¹·1 = 2; α⁴·2 = α⁵ = α²+1 = 5.
    expect(checkSymbol('1000000000000')).toBe('1');
    expect(checkSymbol('0100000000000')).toBe('2');
    expect(checkSymbol('0000200000000')).toBe('5');
  });

  it('are read back whatever the case, spaces and hyphens', () => {
    fc.assert(
      fc.property(codes, fc.array(fc.constantFrom(' ', '-', '\u00a0', '')), (code, separators) => {
        const typed = [...code.text.toLowerCase()]
          .map((symbol, i) => symbol + (separators[i] ?? ''))
          .join('');
        expect(parseCode(typed, code.kind)).toEqual(code);
      }),
    );
  });

  it('read I and L as 1, O as 0, and refuse U with its position', () => {
    expect(normaliseCode('oil')).toBe('011');
    const error = refusal(() => parseCode('K7MU2', 'pupil'));
    expect([error.code, error.position]).toEqual(['code-symbol', 3]);
  });

  it('refuse every single wrong symbol and every swap of different neighbours', () => {
    fc.assert(
      fc.property(codes, fc.nat(), fc.integer({ min: 1, max: 31 }), (code, at, shift) => {
        const symbols = [...normaliseCode(code.text)];
        const i = at % symbols.length;
        const wrong = symbols.with(i, CODE_ALPHABET[(CODE_ALPHABET.indexOf(symbols[i]!) + shift) % 32]!);
        expect(refusal(() => parseCode(wrong.join(''), code.kind)).code).toBe('code-check');
        const j = at % (symbols.length - 1);
        if (symbols[j] === symbols[j + 1]) return;
        const swapped = symbols.with(j, symbols[j + 1]!).with(j + 1, symbols[j]!);
        expect(refusal(() => parseCode(swapped.join(''), code.kind)).code).toBe('code-check');
      }),
    );
  });

  it('say when symbols are missing or too many', () => {
    expect(refusal(() => parseCode('K7M', 'pupil')).code).toBe('code-length');
    expect(refusal(() => parseCode('0'.repeat(15), 'pupil')).code).toBe('code-length');
  });

  it('group themselves while they are typed', () => {
    expect(groupCode('k7m2q9xt', 'pupil')).toBe('K7M2Q-9XT');
    expect(groupCode('k7m2q 9xt4h jcp3', 'pupil')).toBe('K7M2Q-9XT4H-JCP3');
  });

  it('use every symbol equally', () => {
    const seen = new Map<string, number>();
    for (let byte = 0; byte < 256; byte++) {
      const symbol = mintCode('pupil', (length) => new Uint8Array(length).fill(byte)).symbols[0]!;
      seen.set(symbol, (seen.get(symbol) ?? 0) + 1);
    }
    expect(seen.size).toBe(32);
    expect(new Set(seen.values())).toEqual(new Set([8]));
  });
});

describe('base32', () => {
  it('writes five bits a symbol from the left', () => {
    expect(toBase32(Uint8Array.of(0xff, 0x00))).toBe('ZW00');
    expect(toBase32(new Uint8Array(10))).toHaveLength(16);
  });
});
