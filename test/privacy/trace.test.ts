import { expect, test } from 'vitest'
import { parseTrace } from './trace.js'

const parse = (...lines: string[]) => parseTrace(lines.join('\n'), '/project')

test('files that are read are not written, and what keeps nothing does not count', () => {
  expect(parse('openat(AT_FDCWD</project>, "/dev/null", O_RDWR) = 3</dev/null>').written).toEqual([])
  expect(parse('openat(AT_FDCWD</project>, "/etc/hosts", O_RDONLY|O_CLOEXEC) = 3</etc/hosts>').written).toEqual([])
})

test('files that are opened to be written count, by their whole path, whether it succeeds or not', () => {
  const { written } = parse(
    'openat(AT_FDCWD</project>, "runs/a", O_WRONLY|O_CREAT|O_TRUNC, 0666) = 18</project/runs/a>',
    'openat(22</home/cache>, "b", O_RDWR|O_CREAT|O_EXCL, 0600) = 23</home/cache/b>',
    'open("/home/other/c", O_RDWR) = -1 EACCES (Permission denied)',
    'creat("d", 0666) = 3</project/d>',
  )
  expect(written).toEqual(['/home/cache/b', '/home/other/c', '/project/d', '/project/runs/a'])
})

test('folders that are made count, unless they are there, and so does what is moved, linked or deleted', () => {
  const { written } = parse(
    'mkdir("runs", 0777) = 0',
    'mkdir("/tmp", 0777) = -1 EEXIST (File exists)',
    'rename("a.part", "/elsewhere/a") = 0',
    'unlinkat(22</home/cache>, "b", 0) = 0',
    'symlinkat("/target", AT_FDCWD</project>, "c") = 0',
  )
  expect(written).toEqual([
    '/elsewhere/a',
    '/home/cache/b',
    '/project/a.part',
    '/project/c',
    '/project/runs',
    '/target',
  ])
})

test('sockets count, and the addresses that they are bound to, connected to or send to', () => {
  const { sockets } = parse(
    'socket(AF_INET, SOCK_DGRAM|SOCK_CLOEXEC|SOCK_NONBLOCK, IPPROTO_IP) = 23<socket:[1]>',
    'connect(23<socket:[1]>, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("192.0.2.1")}, 16) = 0',
    'sendto(9<socket:[2]>, "x", 1, 0, {sa_family=AF_INET6, sin6_port=htons(443), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr), sin6_scope_id=0}, 28) = 1',
    'bind(18<socket:[3]>, {sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr("127.0.0.1")}, 16) = 0',
    'connect(22<socket:[4]>, {sa_family=AF_UNIX, sun_path="/run/nscd/socket"}, 110) = -1 ENOENT (No such file or directory)',
    'sendmmsg(5<socket:[5]>, [{msg_hdr={msg_name={sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("192.0.2.2")}, msg_namelen=16}}], 1, 0) = 1',
    'io_uring_setup(64, {flags=0}) = 7<anon_inode:[io_uring]>',
    'getsockname(18<socket:[3]>, {sa_family=AF_INET, sin_port=htons(4321), sin_addr=inet_addr("127.0.0.1")}, [16]) = 0',
  )
  expect(sockets).toEqual([
    'bind 127.0.0.1:0',
    'connect /run/nscd/socket',
    'connect 192.0.2.1:53',
    'io_uring_setup',
    'sendmmsg 192.0.2.2:53',
    'sendto 2001:db8::1:443',
    'socket AF_INET SOCK_DGRAM',
  ])
})
