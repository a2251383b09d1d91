/// The code of a category that is missing, in every slice of codes.
pub const MISSING: u32 = u32::MAX;
