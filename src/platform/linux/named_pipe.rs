//! A pipe with a name: several programs write to it, one thread reads.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, FileType, Mode};

/// Ends the reading: no program writes a line of it.
const END: &[u8] = b"\0end\0\n";
/// Bytes that are kept; a program that writes more is cut off.
const MOST: usize = 16 << 20;

/// The pipe; its name goes with it.
#[derive(Debug)]
pub(crate) struct NamedPipe {
    path: PathBuf,
    /// Open for both, so that neither opening nor writing waits for anybody.
    file: File,
}

/// The reading end.
#[derive(Debug)]
pub(crate) struct PipeReader(File);

impl NamedPipe {
    /// Makes it, in place of what may stand there.
    pub(crate) fn make(path: &Path) -> io::Result<NamedPipe> {
        let _ = std::fs::remove_file(path);
        rustix::fs::mknodat(CWD, path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0)?;
        let file = OpenOptions::new().read(true).write(true).open(path)?;
        Ok(NamedPipe { path: path.to_path_buf(), file })
    }

    /// The reading end, for a thread.
    pub(crate) fn reader(&self) -> io::Result<PipeReader> {
        self.file.try_clone().map(PipeReader)
    }

    /// Says that nothing more is of interest to who reads now.
    pub(crate) fn end(&mut self) {
        let _ = self.file.write_all(END);
    }
}

impl Drop for NamedPipe {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

impl PipeReader {
    /// Everything that is written until the end is said.
    pub(crate) fn until_end(&mut self) -> String {
        let (mut all, mut buffer) = (Vec::new(), vec![0; 1 << 16]);
        while let Ok(read) = self.0.read(&mut buffer)
            && read > 0
        {
            all.extend_from_slice(&buffer[..read]);
            if all.ends_with(END) {
                all.truncate(all.len() - END.len());
                break;
            }
            if all.len() > MOST {
                all.drain(..all.len() - END.len());
            }
        }
        String::from_utf8_lossy(&all).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_read_until_the_end_is_said() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("pipe");
        let mut pipe = NamedPipe::make(&path).expect("made");
        let mut reader = pipe.reader().expect("a reader");
        let thread = std::thread::spawn(move || reader.until_end());
        let words = "one line\n".repeat(20_000);
        File::options().write(true).open(&path).and_then(|mut file| file.write_all(words.as_bytes())).expect("written");
        pipe.end();
        assert_eq!(thread.join().expect("it ends"), words);
        drop(pipe);
        assert!(!path.exists());
    }
}
