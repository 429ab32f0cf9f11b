package graph

import "slices"

// The closed lists of the model. Topics are open and have none.

// NameKind says what a name is.
type NameKind string

// What a name can be.
const (
	NameOfficial    NameKind = "official"
	NameTranslation NameKind = "translation"
	NameAcronym     NameKind = "acronym"
	NameAsWritten   NameKind = "as_written"
)

// NameKinds lists what a name can be.
func NameKinds() []NameKind {
	return []NameKind{NameOfficial, NameTranslation, NameAcronym, NameAsWritten}
}

// OrganisationKind says what an organisation is.
type OrganisationKind string

// What an organisation can be.
const (
	Ministry                  OrganisationKind = "ministry"
	Agency                    OrganisationKind = "agency"
	Embassy                   OrganisationKind = "embassy"
	Delegation                OrganisationKind = "delegation"
	RegionalBody              OrganisationKind = "regional_body"
	InternationalOrganisation OrganisationKind = "international_organisation"
	Project                   OrganisationKind = "project"
	NGO                       OrganisationKind = "ngo"
	Company                   OrganisationKind = "company"
	Academia                  OrganisationKind = "academia"
	OtherOrganisation         OrganisationKind = "other"
)

// OrganisationKinds lists what an organisation can be.
func OrganisationKinds() []OrganisationKind {
	return []OrganisationKind{
		Ministry, Agency, Embassy, Delegation, RegionalBody, InternationalOrganisation,
		Project, NGO, Company, Academia, OtherOrganisation,
	}
}

// Mandate says what an organisation is there for.
type Mandate string

// What an organisation can be there for.
const (
	Police                Mandate = "police"
	Prosecution           Mandate = "prosecution"
	FinancialIntelligence Mandate = "financial_intelligence"
	Border                Mandate = "border"
	Customs               Mandate = "customs"
	SecurityService       Mandate = "security_service"
	Judiciary             Mandate = "judiciary"
	Penitentiary          Mandate = "penitentiary"
	Justice               Mandate = "justice"
	Emergency             Mandate = "emergency"
	DrugControl           Mandate = "drug_control"
	Forensics             Mandate = "forensics"
	Parliament            Mandate = "parliament"
	HumanRights           Mandate = "human_rights"
	ForeignAffairs        Mandate = "foreign_affairs"
	OtherMandate          Mandate = "other"
)

// Mandates lists what an organisation can be there for, in the order in which matrices show them.
func Mandates() []Mandate {
	return []Mandate{
		Police, Prosecution, FinancialIntelligence, Border, Customs, SecurityService, Judiciary, Penitentiary,
		Justice, Emergency, DrugControl, Forensics, Parliament, HumanRights, ForeignAffairs, OtherMandate,
	}
}

// Engage says whether a stakeholder may be approached.
type Engage string

// Whether a stakeholder may be approached; absent is not stated.
const (
	EngageYes      Engage = "yes"
	EngageAskFirst Engage = "ask_first"
	EngageNo       Engage = "no"
)

// Engages lists the answers.
func Engages() []Engage { return []Engage{EngageYes, EngageAskFirst, EngageNo} }

// PredecessorHow says how an organisation followed another.
type PredecessorHow string

// How an organisation can follow another.
const (
	Renamed  PredecessorHow = "renamed"
	Merged   PredecessorHow = "merged"
	Split    PredecessorHow = "split"
	TookOver PredecessorHow = "took_over"
)

// PredecessorHows lists how an organisation can follow another.
func PredecessorHows() []PredecessorHow { return []PredecessorHow{Renamed, Merged, Split, TookOver} }

// Capacity says in what capacity a person holds a post.
type Capacity string

// The capacities.
const (
	Substantive Capacity = "substantive"
	Acting      Capacity = "acting"
	Interim     Capacity = "interim"
	Announced   Capacity = "announced"
)

// Capacities lists the capacities.
func Capacities() []Capacity { return []Capacity{Substantive, Acting, Interim, Announced} }

// EngagementKind says what an occasion was.
type EngagementKind string

// What an engagement can be.
const (
	Meeting           EngagementKind = "meeting"
	Call              EngagementKind = "call"
	OnlineMeeting     EngagementKind = "online_meeting"
	Mission           EngagementKind = "mission"
	StudyVisit        EngagementKind = "study_visit"
	Training          EngagementKind = "training"
	Workshop          EngagementKind = "workshop"
	Conference        EngagementKind = "conference"
	Presentation      EngagementKind = "presentation"
	SteeringCommittee EngagementKind = "steering_committee"
	DonorCoordination EngagementKind = "donor_coordination"
	Correspondence    EngagementKind = "correspondence"
	Thread            EngagementKind = "thread"
)

// EngagementKinds lists what an engagement can be.
func EngagementKinds() []EngagementKind {
	return []EngagementKind{
		Meeting, Call, OnlineMeeting, Mission, StudyVisit, Training, Workshop, Conference, Presentation,
		SteeringCommittee, DonorCoordination, Correspondence, Thread,
	}
}

// Status says how far an engagement came.
type Status string

// The statuses of an engagement.
const (
	Sought    Status = "sought"
	Planned   Status = "planned"
	Postponed Status = "postponed"
	Held      Status = "held"
	Declined  Status = "declined"
	Cancelled Status = "cancelled"
)

// Statuses lists the statuses of an engagement.
func Statuses() []Status { return []Status{Sought, Planned, Postponed, Held, Declined, Cancelled} }

// StatusesAhead lists those of what is yet to happen, or was to.
func StatusesAhead() []Status { return []Status{Sought, Planned, Postponed} }

// Ahead says that an engagement is yet to happen, or was to.
func (s Status) Ahead() bool { return slices.Contains(StatusesAhead(), s) }

// Weight says whether an engagement was about something.
type Weight string

// The weights; absent is substantive.
const (
	SubstantiveWeight Weight = "substantive"
	KeepingTouch      Weight = "keeping_touch"
)

// Weights lists the weights.
func Weights() []Weight { return []Weight{SubstantiveWeight, KeepingTouch} }

// Role says as what a stakeholder took part in an engagement.
type Role string

// The roles in an engagement.
const (
	Initiator   Role = "initiator"
	Host        Role = "host"
	Counterpart Role = "counterpart"
	Participant Role = "participant"
	Speaker     Role = "speaker"
	Trainer     Role = "trainer"
	Trainee     Role = "trainee"
	Facilitator Role = "facilitator"
	Observer    Role = "observer"
	Interpreter Role = "interpreter"
)

// Roles lists the roles in an engagement.
func Roles() []Role {
	return []Role{
		Initiator, Host, Counterpart, Participant, Speaker, Trainer, Trainee, Facilitator, Observer, Interpreter,
	}
}

// Presence says how a stakeholder was there.
type Presence string

// How a stakeholder can be there; absent from the document is not known.
const (
	InPerson        Presence = "in_person"
	Online          Presence = "online"
	Absent          Presence = "absent"
	PresenceUnknown Presence = "not_known"
)

// Presences lists how a stakeholder can be there.
func Presences() []Presence { return []Presence{InPerson, Online, Absent, PresenceUnknown} }

// Reply says how a stakeholder answered the invitation.
type Reply string

// How an invitation can be answered.
const (
	Invited       Reply = "invited"
	Accepted      Reply = "accepted"
	DeclinedReply Reply = "declined"
	Replaced      Reply = "replaced"
)

// Replies lists how an invitation can be answered.
func Replies() []Reply { return []Reply{Invited, Accepted, DeclinedReply, Replaced} }

// CooperationKind says what links the parties of a cooperation.
type CooperationKind string

// What can link the parties of a cooperation.
const (
	Membership          CooperationKind = "membership"
	Agreement           CooperationKind = "agreement"
	Funding             CooperationKind = "funding"
	TechnicalAssistance CooperationKind = "technical_assistance"
	InformationExchange CooperationKind = "information_exchange"
	Support             CooperationKind = "support"
	Accreditation       CooperationKind = "accreditation"
	OtherCooperation    CooperationKind = "other"
)

// CooperationKinds lists what can link the parties of a cooperation.
func CooperationKinds() []CooperationKind {
	return []CooperationKind{
		Membership, Agreement, Funding, TechnicalAssistance, InformationExchange, Support, Accreditation, OtherCooperation,
	}
}

// PartyRole says on which side of a directed cooperation a party stands.
type PartyRole string

// The roles in a cooperation, in pairs: from the first of a pair to the second.
const (
	Member     PartyRole = "member" // of a body
	Body       PartyRole = "body"
	Funder     PartyRole = "funder" // of a recipient
	Provider   PartyRole = "provider"
	Recipient  PartyRole = "recipient"
	Accredited PartyRole = "accredited" // to a host
	Receiving  PartyRole = "receiving"
)

// PartyRoles lists the roles in a cooperation.
func PartyRoles() []PartyRole {
	return []PartyRole{Member, Body, Funder, Provider, Recipient, Accredited, Receiving}
}

// Giving says whether the role is the side that a directed cooperation goes from (member, funder,
// provider, accredited) rather than the side it goes to.
func (r PartyRole) Giving() bool {
	return r == Member || r == Funder || r == Provider || r == Accredited
}

// Basis says what makes a commitment one.
type Basis string

// What can make a commitment one.
const (
	Promised Basis = "promised"
	Agreed   Basis = "agreed"
	Asked    Basis = "asked"
	Expected Basis = "expected"
)

// Bases lists what can make a commitment one.
func Bases() []Basis { return []Basis{Promised, Agreed, Asked, Expected} }

// ClosedHow says how a commitment was closed.
type ClosedHow string

// How a commitment can be closed.
const (
	Kept       ClosedHow = "kept"
	Withdrawn  ClosedHow = "withdrawn"
	Lapsed     ClosedHow = "lapsed"
	Superseded ClosedHow = "superseded"
)

// ClosedHows lists how a commitment can be closed.
func ClosedHows() []ClosedHow { return []ClosedHow{Kept, Withdrawn, Lapsed, Superseded} }
