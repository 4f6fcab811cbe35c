import QRCode from 'qrcode';

/** Draws a QR code as squares, so that it is sharp on any printer. `size` is in points, quiet zone not included. */
export function drawQr(doc: PDFKit.PDFDocument, text: string, x: number, y: number, size: number): void {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' });
  const step = size / modules.size;
  doc.save().fillColor('#000000');
  for (let row = 0; row < modules.size; row++) {
    // One rectangle for each run of dark modules.
    for (let column = 0; column < modules.size; ) {
      let end = column;
      while (end < modules.size && modules.get(row, end) === 1) end += 1;
      if (end > column) doc.rect(x + column * step, y + row * step, (end - column) * step, step);
      column = Math.max(end, column + 1);
    }
  }
  doc.fill().restore();
}
