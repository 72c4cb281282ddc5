//! Reading what the kernel writes under /proc, and writing paths below it, without a library. Pure: tested apart.

use core::ffi::CStr;

/// A short path made of parts.
#[derive(Debug)]
pub struct Path {
    bytes: [u8; 64],
    length: usize,
}

impl Path {
    /// An empty path.
    pub fn new() -> Path {
        Path { bytes: [0; 64], length: 0 }
    }

    /// With a text added; what is too long is cut.
    pub fn text(mut self, text: &str) -> Path {
        for byte in text.bytes() {
            self.push(byte);
        }
        self
    }

    /// With a number added.
    pub fn number(mut self, number: u64) -> Path {
        let mut divisor = 1;
        while number / divisor >= 10 {
            divisor *= 10;
        }
        while divisor > 0 {
            self.push(b'0' + (number / divisor % 10) as u8);
            divisor /= 10;
        }
        self
    }

    fn push(&mut self, byte: u8) {
        if self.length + 1 < self.bytes.len() {
            self.bytes[self.length] = byte;
            self.length += 1;
        }
    }

    /// For the kernel.
    pub fn c_str(&self) -> &CStr {
        CStr::from_bytes_until_nul(&self.bytes).unwrap_or_default()
    }

    /// Without the zero byte.
    pub fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

/// The number at the start of a text, and what stands behind it.
pub fn leading_number(text: &[u8]) -> Option<(u64, &[u8])> {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (number, rest) = text.split_at_checked(digits)?;
    let mut value = 0u64;
    for digit in number {
        value = value.checked_mul(10)?.checked_add(u64::from(digit - b'0'))?;
    }
    (digits > 0).then_some((value, rest))
}

/// The words of a text that spaces and line ends part, as numbers; it ends at the first that is none.
pub fn numbers(text: &[u8]) -> impl Iterator<Item = u64> + '_ {
    let parts = text.split(|byte| byte.is_ascii_whitespace() || *byte == 0).filter(|word| !word.is_empty());
    parts.map_while(|word| leading_number(word).map(|(number, _)| number))
}

/// The number behind `name` at the start of a line, as in /proc/PID/io.
pub fn number_of(text: &[u8], name: &str) -> Option<u64> {
    let mut lines = text.split(|byte| *byte == b'\n');
    let line = lines.find_map(|line| line.strip_prefix(name.as_bytes()))?;
    leading_number(line.trim_ascii_start()).map(|(number, _)| number)
}

/// State and parent of a process from /proc/PID/stat, whose second word is a name that may hold anything.
pub fn state_and_parent(stat: &[u8]) -> Option<(u8, i32)> {
    let name_end = stat.iter().rposition(|byte| *byte == b')')?;
    let rest = stat.get(name_end + 2..)?;
    let (parent, _) = leading_number(rest.get(2..)?)?;
    Some((*rest.first()?, parent as i32))
}

/// The names in a buffer that `getdents64` has filled.
pub fn entry_names(mut buffer: &[u8]) -> impl Iterator<Item = &[u8]> {
    core::iter::from_fn(move || {
        let length = usize::from(u16::from_ne_bytes([*buffer.get(16)?, *buffer.get(17)?]));
        let name = buffer.get(19..length)?;
        buffer = buffer.get(length..)?;
        name.split(|byte| *byte == 0).next()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_its_parts_in_order() {
        assert_eq!(Path::new().text("/proc/").number(1205).text("/io").c_str(), c"/proc/1205/io");
        assert_eq!(Path::new().number(0).bytes(), b"0");
        assert_eq!(Path::new().number(u64::MAX).bytes(), u64::MAX.to_string().as_bytes());
        assert_eq!(Path::new().text(&"x".repeat(100)).bytes().len(), 63);
    }

    #[test]
    fn a_process_whose_name_imitates_the_format_is_read_right() {
        assert_eq!(state_and_parent(b"12 (sh) S 11 12 12 0"), Some((b'S', 11)));
        assert_eq!(state_and_parent(b"12 (a) Z 1 (b) R) T 4096 1"), Some((b'T', 4096)));
        assert_eq!(state_and_parent(b"12 (sh"), None);
        assert_eq!(state_and_parent(b""), None);
    }

    #[test]
    fn numbers_are_read_up_to_the_first_that_is_none() {
        assert_eq!(numbers(b"1 22\n333 \n").collect::<Vec<_>>(), [1, 22, 333]);
        assert_eq!(numbers(b"99999999999999999999 1").count(), 0);
        assert_eq!(number_of(b"rchar: 5\nwchar: 77\n", "wchar:"), Some(77));
        assert_eq!(number_of(b"rchar: 5\n", "syscr:"), None);
    }

    #[test]
    fn folder_entries_end_where_the_buffer_does() {
        let mut buffer = vec![0u8; 48];
        buffer[16] = 24;
        buffer[19..23].copy_from_slice(b"123\0");
        buffer[24 + 16] = 24;
        buffer[24 + 19] = b'x';
        assert_eq!(entry_names(&buffer).collect::<Vec<_>>(), [&b"123"[..], b"x"]);
        assert_eq!(entry_names(&buffer[..30]).count(), 1);
        assert_eq!(entry_names(&[]).count(), 0);
    }
}
