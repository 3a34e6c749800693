/** Notes a finding for the next time. Where the checkout belongs to somebody else it cannot be noted, and will be found again. */
function rememberIfAllowed(note) {
  try {
    note()
  } catch (error) {
    if (error.code !== 'EACCES' && error.code !== 'EROFS' && error.code !== 'EPERM') throw error
  }
}

module.exports = { rememberIfAllowed }
