/** A model as the field writes it: `Rasch`, `3PL`, `GPCM`. */
export const modelName = (model: string): string => (model === 'rasch' ? 'Rasch' : model.toUpperCase());
