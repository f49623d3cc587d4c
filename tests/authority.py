"""A certificate authority of the tests' own."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)


class Authority:
    """Signs certificates of brokers; its own is the file `certificate`."""

    def __init__(self, folder: Path, *, home_made: bool = False) -> None:
        """Make a key and sign it with itself.

        A home-made one leaves out the extensions that public ones must have.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.home_made = home_made
        self.certificate = folder / "ca.pem"
        self.issued: list[x509.Certificate] = []
        self._name = _name(f"Authority of {folder.name}")
        self._key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._sign(
            self._name,
            self._key,
            x509.BasicConstraints(ca=True, path_length=None),
            _signs_certificates(),
        )
        self.certificate.write_bytes(certificate.public_bytes(Encoding.PEM))

    def broker_settings(
        self, address: str = "127.0.0.1", *, lasts: timedelta = DAY
    ) -> tuple[str, ...]:
        """Return what makes a listener of mosquitto speak TLS as this address."""
        key = ec.generate_private_key(ec.SECP256R1())
        san = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
        certificate = self._sign(_name(address), key, san, lasts=lasts)
        certificate_file = self.folder / "broker.pem"
        certificate_file.write_bytes(certificate.public_bytes(Encoding.PEM))
        key_file = self.folder / "broker.key"
        key_file.write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
        return (f"certfile {certificate_file}", f"keyfile {key_file}")

    def client(self, name: str, *, password: bytes | None = None) -> tuple[str, str]:
        """Return a client's certificate and its key, encrypted with a password if any."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._sign(_name(name), key)
        encryption = BestAvailableEncryption(password) if password else NoEncryption()
        return (
            certificate.public_bytes(Encoding.PEM).decode(),
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption).decode(),
        )

    def _sign(
        self,
        subject: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        *extensions: x509.ExtensionType,
        lasts: timedelta = DAY,
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - DAY)
            .not_valid_after(now + lasts)
        )
        if not self.home_made:
            own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
            authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(
                self._key.public_key()
            )
            builder = builder.add_extension(own, critical=False)
            builder = builder.add_extension(authority, critical=False)
        for extension in extensions:
            builder = builder.add_extension(extension, critical=True)
        certificate = builder.sign(self._key, SHA256())
        self.issued.append(certificate)
        return certificate


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _signs_certificates() -> x509.KeyUsage:
    return x509.KeyUsage(
        key_cert_sign=True,
        crl_sign=True,
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
