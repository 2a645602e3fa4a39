"""What every file for systems that exchange threats owes, whatever its form."""

import json
from dataclasses import replace

import pytest
from clue_cases import VICTIM, gathered, twice
from report_cases import IDENTITY, SELLER_PHONE, VICTIM_PHONE

from casebook.language import LANGUAGES


class Exchanged:
    """Claims that a test class of one form takes over."""

    @staticmethod
    def write(dossier, files, read):
        """Return the file as plain data; each form has its own."""
        raise NotImplementedError

    @staticmethod
    def digests(plain):
        """Return SHA-256 and SM3 of each file told of, by path."""
        raise NotImplementedError

    def of(self, workspace, *cases):
        """Return the file on *cases*."""
        return self.write(*gathered(workspace, *cases), workspace.blobs.read)

    def test_files_have_the_digests_of_the_package(self, certificate):
        _, files, _ = certificate

        assert self.digests(self.write(*certificate)) == {
            f"data/{one.payload.path}": (one.sha256, one.sm3) for one in files
        }

    def test_equal_cases_give_equal_bytes(self, tmp_path):
        """Two workspaces with the same evidence, as on two machines."""
        one, two = (json.dumps(self.of(*made)) for made in twice(tmp_path))

        assert one == two

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_victims_are_masked(self, certificate, language):
        dossier, *rest = certificate
        plain = self.write(replace(dossier, language=language), *rest)
        text = json.dumps(plain, ensure_ascii=False)

        for hidden in (VICTIM, IDENTITY, VICTIM_PHONE):
            assert hidden not in text

    def test_sellers_contact_stays(self, filled):
        assert SELLER_PHONE in json.dumps(self.of(filled, "CASE-2026-0002"))
