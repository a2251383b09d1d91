use std::io::Write as _;

use egui::ColorImage;
use flate2::{Compression, Crc, write::ZlibEncoder};

/// `image` as a PNG file, 8 bits for each of red, green and blue; what shines through is lost.
///
/// Reference: ISO/IEC 15948:2004.
///
/// # Errors
/// If the pixels cannot be packed, or there are more than the format can count.
pub(super) fn png(image: &ColorImage) -> anyhow::Result<Vec<u8>> {
    let [width, height] = image.size;
    let mut rows = Vec::with_capacity(height * (width * 3 + 1));
    for row in image.pixels.chunks_exact(width.max(1)) {
        // Filter 0: the bytes as they are.
        rows.push(0);
        rows.extend(row.iter().flat_map(|ink| [ink.r(), ink.g(), ink.b()]));
    }
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    packed.write_all(&rows)?;
    let mut head = Vec::with_capacity(13);
    head.extend(u32::try_from(width)?.to_be_bytes());
    head.extend(u32::try_from(height)?.to_be_bytes());
    // Depth 8, true colour, and the only packing, filtering and order that there are.
    head.extend([8, 2, 0, 0, 0]);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut file, *b"IHDR", &head)?;
    chunk(&mut file, *b"IDAT", &packed.finish()?)?;
    chunk(&mut file, *b"IEND", &[])?;
    Ok(file)
}

fn chunk(file: &mut Vec<u8>, name: [u8; 4], data: &[u8]) -> anyhow::Result<()> {
    file.extend(u32::try_from(data.len())?.to_be_bytes());
    file.extend(name);
    file.extend(data);
    let mut sum = Crc::new();
    sum.update(&name);
    sum.update(data);
    file.extend(sum.sum().to_be_bytes());
    Ok(())
}
