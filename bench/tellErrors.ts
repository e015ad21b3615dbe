// For scripts: what went wrong in one line, and where too if DEBUG is set.
process.on('uncaughtException', error => {
  console.error(process.env.DEBUG ? error.stack : `Error: ${error.message}`)
  process.exit(1)
})

export {}
